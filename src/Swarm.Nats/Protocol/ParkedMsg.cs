namespace Swarm.Nats.Protocol;

/// <summary>A message that found the write buffer full, and the publisher who waits until it has room.</summary>
internal sealed class ParkedMsg(OutgoingMsg msg)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    internal OutgoingMsg Msg => msg;
}
