using Swarm.Core;
using Swarm.Core.Signing;

namespace Swarm.Agent.Identity;

/// <summary>Signs what this agent votes for.</summary>
/// <param name="key">This agent's key.</param>
/// <param name="book">Takes note of what was signed, so that it need not be checked when it is read again.</param>
/// <param name="count">Hears what was signed.</param>
internal sealed class VoteSigner(AgentKey key, SignatureBook book, Action<PeerMessage> count)
{
    /// <summary>Signs what is wanted.</summary>
    internal AgentInput.Signed Sign(Effect.Sign wanted)
    {
        byte[] signature = key.Sign(wanted.Statement);
        book.Add(new Claim(key.PublicKey, wanted.Statement, signature));
        count(wanted.Draft);
        return new AgentInput.Signed(wanted.Draft, signature);
    }
}
