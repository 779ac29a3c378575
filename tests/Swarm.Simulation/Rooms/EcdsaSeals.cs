using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Swarm.Agent.Identity;
using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// The signatures of real agents: ECDSA on the curve P-256, checked as agents check them. The keys follow from the
/// names, so that the same seed gives the same run; the bytes of signatures differ, and nothing depends on them.
/// </summary>
internal sealed class EcdsaSeals : ISeals
{
    private static readonly ConcurrentDictionary<AgentId, (ECDsa Key, PublicKey Public)> s_keys = new();

    private readonly Dictionary<PublicKey, VerifyingKey> _known = [];

    /// <inheritdoc/>
    public PublicKey KeyOf(AgentId agent) => s_keys.GetOrAdd(agent, Make).Public;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Sign(AgentId agent, Digest statement)
    {
        ECDsa key = s_keys.GetOrAdd(agent, Make).Key;
        lock (key)
        {
            return key.SignHash(statement.ToArray(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <inheritdoc/>
    public bool Holds(in Claim claim)
    {
        if (!_known.TryGetValue(claim.Key, out VerifyingKey? key))
        {
            _known[claim.Key] = key = new VerifyingKey(claim.Key);
        }

        return key.Holds(claim.Statement, claim.Signature.Span);
    }

    private static (ECDsa, PublicKey) Make(AgentId agent)
    {
        ECDsa key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Digest.Of(Encoding.UTF8.GetBytes($"the key of {agent}")).ToArray(),
        });
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return (key, new PublicKey([4, .. point.X!, .. point.Y!]));
    }
}
