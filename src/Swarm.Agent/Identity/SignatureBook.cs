using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Agent.Identity;

/// <summary>
/// Checks signatures (ECDSA, P-256) and remembers those that held: a vote that was checked on a link costs nothing when
/// it comes again in a certificate. Any thread may ask.
/// </summary>
internal sealed class SignatureBook : ISignatures
{
    private const int MaxKeys = 2_048;
    private const int MaxKnown = 8_192;

    private readonly Lock _gate = new();
    private readonly Dictionary<PublicKey, VerifyingKey> _keys = [];
    private readonly HashSet<Digest> _known = [];
    private readonly Queue<Digest> _order = new();

    /// <inheritdoc/>
    public bool Holds(in Claim claim)
    {
        if (claim.Signature.Length != AgentKey.SignatureBytes)
        {
            return false;
        }

        Digest name = NameOf(claim);
        VerifyingKey key;
        lock (_gate)
        {
            if (_known.Contains(name))
            {
                return true;
            }

            key = KeyOf(claim.Key);
        }

        if (!key.Holds(claim.Statement, claim.Signature.Span))
        {
            return false;
        }

        Keep(name);
        return true;
    }

    /// <summary>Takes note of a signature that was made here.</summary>
    internal void Add(in Claim claim) => Keep(NameOf(claim));

    private static Digest NameOf(in Claim claim)
    {
        Span<byte> bytes = stackalloc byte[PublicKey.SizeBytes + Digest.SizeBytes + AgentKey.SignatureBytes];
        claim.Key.Bytes.CopyTo(bytes);
        claim.Statement.CopyTo(bytes[PublicKey.SizeBytes..]);
        claim.Signature.Span.CopyTo(bytes[(PublicKey.SizeBytes + Digest.SizeBytes)..]);
        return Digest.Of(bytes);
    }

    private void Keep(Digest name)
    {
        lock (_gate)
        {
            if (!_known.Add(name))
            {
                return;
            }

            _order.Enqueue(name);
            if (_order.Count > MaxKnown)
            {
                _known.Remove(_order.Dequeue());
            }
        }
    }

    private VerifyingKey KeyOf(PublicKey key)
    {
        if (!_keys.TryGetValue(key, out VerifyingKey? known))
        {
            if (_keys.Count >= MaxKeys)
            {
                _keys.Clear();
            }

            _keys[key] = known = new VerifyingKey(key);
        }

        return known;
    }
}
