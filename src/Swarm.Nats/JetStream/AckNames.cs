namespace Swarm.Nats.JetStream;

/// <summary>The names that every delivery of a consumer repeats.</summary>
internal sealed class AckNames
{
    internal SubjectCache Streams { get; } = new();

    internal SubjectCache Consumers { get; } = new();
}
