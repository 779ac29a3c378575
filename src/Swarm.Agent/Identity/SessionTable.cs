using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// Who entered: random tokens, each bound to the name of the agent it was given to. They end with this process, or
/// when a thousand newer ones were given; their holders then introduce themselves anew.
/// </summary>
internal sealed class SessionTable(ILogger log)
{
    /// <summary>The length of a token in bytes.</summary>
    internal const int TokenBytes = 32;

    private const int Capacity = 1_024;

    private readonly Lock _gate = new();

    // By the token's digest: how long a lookup takes then tells nothing about the tokens there are.
    private readonly Dictionary<Digest, AgentId> _sessions = [];
    private readonly Queue<Digest> _order = new();

    /// <summary>Gives an agent a token.</summary>
    internal byte[] Open(AgentId agent)
    {
        byte[] token = RandomBytes.New(TokenBytes);
        Digest key = Digest.Of(token);
        lock (_gate)
        {
            if (_order.Count >= Capacity && _sessions.Remove(_order.Dequeue(), out AgentId evicted))
            {
                Log.SessionEvicted(log, evicted);
            }

            _order.Enqueue(key);
            _sessions[key] = agent;
        }

        return token;
    }

    /// <summary>Finds whom a token was given to, from its hexadecimal digits.</summary>
    internal bool TryFind(string? hex, [NotNullWhen(true)] out AgentId agent)
    {
        agent = default;
        Span<byte> token = stackalloc byte[TokenBytes];
        if (hex is not { Length: TokenBytes * 2 }
            || Convert.FromHexString(hex, token, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        lock (_gate)
        {
            return _sessions.TryGetValue(Digest.Of(token), out agent);
        }
    }
}
