using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>What a liar signs with: its own key.</summary>
internal sealed class Pen(ISeals seals)
{
    /// <summary>A vote with the liar's signature.</summary>
    internal SignedVote Sign(SimProcess liar, SignedVote vote) => SignAs(liar.Agent.Id, liar, vote);

    /// <summary>A change of ballot with the liar's signature.</summary>
    internal BallotChange Sign(SimProcess liar, BallotChange change) => change with
    {
        Signature = seals.Sign(liar.Agent.Id, Statement.Of(change, SwarmOf(liar))),
    };

    /// <summary>A vote signed by anybody's key: where it is the form that must be found wrong.</summary>
    internal SignedVote SignAs(AgentId signer, SimProcess liar, SignedVote vote) => vote with
    {
        Signature = seals.Sign(signer, Statement.Of(vote, SwarmOf(liar))),
    };

    /// <summary>A vote for a view signed by anybody's key.</summary>
    internal CutVote SignAs(AgentId signer, SimProcess liar, CutVote vote) => vote with
    {
        Signature = seals.Sign(signer, Statement.Of(vote, SwarmOf(liar))),
    };

    private static Digest SwarmOf(SimProcess liar) => liar.Core.Reading.Swarm;
}
