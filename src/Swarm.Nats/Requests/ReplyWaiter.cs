using Swarm.Nats.Protocol;

namespace Swarm.Nats.Requests;

/// <summary>Somebody who waits for one answer. Whoever takes it out of the mux completes it, exactly once.</summary>
internal abstract class ReplyWaiter
{
    /// <summary>Its place in the mux, and the last token of its reply subject.</summary>
    internal long Token { get; set; }

    /// <summary>When it gives up, as a timestamp of the clock.</summary>
    internal long Deadline { get; set; }

    internal TimeSpan Timeout { get; set; }

    /// <summary>The answer came; it is valid during the call only.</summary>
    internal abstract void OnReply(in NatsFrame frame);

    /// <summary>No answer will come.</summary>
    internal abstract void OnFailure(Exception error);
}
