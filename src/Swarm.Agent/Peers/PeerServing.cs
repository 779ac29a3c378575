using Swarm.Agent.Identity;
using Swarm.Core;

namespace Swarm.Agent.Peers;

/// <summary>What an agent gives to its peers when they ask.</summary>
internal sealed record PeerServing
{
    /// <summary>Hears what they say.</summary>
    internal required Action<AgentInput.Peer> Hear { get; init; }

    /// <summary>What newcomers are told; null while this agent cannot say it yet.</summary>
    internal required Func<PeerWelcome?> Welcome { get; init; }

    /// <summary>Lets whoever enters use the broker, where this agent runs it.</summary>
    internal Func<CertificateVerdict, CancellationToken, Task> AdmitAsync { get; init; } =
        (_, _) => Task.CompletedTask;

    /// <summary>
    /// Opens content from an offset on, with its whole length as the stream's; null when it is not here.
    /// </summary>
    internal required Func<Digest, long, Stream?> OpenBlob { get; init; }

    /// <summary>Fetches content of this length and keeps it; ends when it is here.</summary>
    internal required Func<Digest, long, CancellationToken, ValueTask> KeepBlob { get; init; }

    /// <summary>What a program said here; null when it never ran here, or its words are not kept any longer.</summary>
    internal required Func<PeerLogQuery, CancellationToken, IAsyncEnumerable<LogPiece>?> OpenLogs { get; init; }
}
