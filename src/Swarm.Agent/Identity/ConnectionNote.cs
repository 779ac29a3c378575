using Swarm.Grpc.Server;

namespace Swarm.Agent.Identity;

/// <summary>
/// What is to be known of one connection, common to all calls on it, which come on many threads: so it is put there
/// once, before the first of them.
/// </summary>
internal sealed class ConnectionNote
{
    private volatile CertificateVerdict? _verdict;
    private volatile bool _wasAsked;
    private int _wasTold;

    /// <summary>What the caller has shown; null before the handshake is over.</summary>
    internal CertificateVerdict? Verdict { get => _verdict; set => _verdict = value; }

    /// <summary>Whether the caller has asked anything.</summary>
    internal bool WasAsked { get => _wasAsked; set => _wasAsked = value; }

    /// <summary>Whether it is told for the first time now that somebody is turned away here.</summary>
    internal bool IsFirstRefusal() => Interlocked.Exchange(ref _wasTold, 1) == 0;

    /// <summary>The note of a call's connection; null where the connection is not secured.</summary>
    internal static ConnectionNote? Of(ServerCall call) =>
        call.ConnectionItems.TryGetValue(typeof(ConnectionNote), out object? item) ? (ConnectionNote?)item : null;
}
