namespace Swarm.Agent.Identity;

/// <summary>Introductions that wait for the caller's proof: each is good once and for ten seconds.</summary>
internal sealed class PendingIntroductions(TimeProvider time)
{
    private const int Capacity = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, (Introduction Introduction, long Since)> _pending = [];
    private readonly Queue<Digest> _order = new();

    /// <summary>Begins one; the oldest gives way when there are too many.</summary>
    internal Introduction Begin(Digest nonceA, Digest certificate, AgentId caller, AgentId callee)
    {
        Introduction introduction = new(nonceA, RandomBytes.NewNonce(), certificate, caller, callee);
        lock (_gate)
        {
            while (_order.Count >= Capacity)
            {
                _pending.Remove(_order.Dequeue());
            }

            _order.Enqueue(introduction.NonceB);
            _pending[introduction.NonceB] = (introduction, time.GetTimestamp());
        }

        return introduction;
    }

    /// <summary>Takes the one of a nonce out; null when there is none, or it waited too long.</summary>
    internal Introduction? Take(Digest nonceB)
    {
        lock (_gate)
        {
            return _pending.Remove(nonceB, out (Introduction Introduction, long Since) found)
                && time.GetElapsedTime(found.Since) <= Patience
                ? found.Introduction
                : null;
        }
    }
}
