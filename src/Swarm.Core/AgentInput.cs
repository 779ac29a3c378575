using Swarm.Core.Fabric;
using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>Everything that can happen to an agent, one at a time.</summary>
public abstract record AgentInput
{
    private AgentInput()
    {
    }

    /// <summary>Time has passed.</summary>
    public sealed record Tick : AgentInput
    {
        /// <summary>The only one.</summary>
        public static Tick Instance { get; } = new();
    }

    /// <summary>
    /// Nothing else waits at present: decide what was put off so that it is decided once for many inputs.
    /// </summary>
    public sealed record Pause : AgentInput
    {
        /// <summary>The only one.</summary>
        public static Pause Instance { get; } = new();
    }

    /// <summary>A peer said something; its link vouches for who it is.</summary>
    /// <param name="From">Who said it.</param>
    /// <param name="Message">What it said.</param>
    public sealed record Peer(MemberKey From, PeerMessage Message) : AgentInput;

    /// <summary>What this agent wants to say was signed.</summary>
    /// <param name="Draft">The message as the core made it.</param>
    /// <param name="Signature">This agent's signature under what it says.</param>
    public sealed record Signed(PeerMessage Draft, ReadOnlyMemory<byte> Signature) : AgentInput
    {
        /// <summary>The message with the signature in its place.</summary>
        public PeerMessage Message => Draft switch
        {
            PeerMessage.Proposal proposal => proposal with { Vote = proposal.Vote with { Signature = Signature } },
            PeerMessage.VoteCast cast => cast with { Vote = cast.Vote with { Signature = Signature } },
            PeerMessage.BallotChanged changed =>
                changed with { Change = changed.Change with { Signature = Signature } },
            PeerMessage.CutProposed cut => cut with { Vote = cut.Vote with { Signature = Signature } },
            _ => throw Invariant.Unreachable(Draft),
        };
    }

    /// <summary>The next entry of the log was read.</summary>
    /// <param name="Sequence">Its place.</param>
    /// <param name="Author">Who appended it; the broker vouches for it.</param>
    /// <param name="BrokerMicros">When the broker stored it, in microseconds since 1970.</param>
    /// <param name="Event">What it says.</param>
    public sealed record PoolEntry(ulong Sequence, AgentId Author, long BrokerMicros, PoolEvent Event) : AgentInput;

    /// <summary>The log was read up to where it ended when reading began: from here on entries are news.</summary>
    public sealed record CaughtUp : AgentInput;

    /// <summary>The broker answered an append, or did not.</summary>
    /// <param name="Number">The number of the <see cref="Effect.Append"/>.</param>
    /// <param name="Outcome">What it answered.</param>
    public sealed record AppendAnswered(long Number, AppendOutcome Outcome) : AgentInput;

    /// <summary>A run went on to its next stage.</summary>
    /// <param name="Report">Which run, and where it stands.</param>
    public sealed record RunAdvanced(RunReport Report) : AgentInput;

    /// <summary>A run of this agent ended.</summary>
    /// <param name="Result">Which run, and how it ended.</param>
    public sealed record RunEnded(RunResult Result) : AgentInput;

    /// <summary>A run of this agent needs content that is not here.</summary>
    /// <param name="Need">What it needs; its number is the hand's own.</param>
    public sealed record DataWanted(DataNeed Need) : AgentInput;

    /// <summary>The answer to an <see cref="Effect.Look"/>.</summary>
    /// <param name="Asker">Who asked.</param>
    /// <param name="Number">The number of the peer's need.</param>
    /// <param name="Offer">What this agent can offer, or null.</param>
    public sealed record DataLooked(MemberKey Asker, long Number, DataOffer? Offer) : AgentInput;

    /// <summary>A transfer ended; what it measured improves the next choice.</summary>
    /// <param name="Holder">Who sent it.</param>
    /// <param name="Bytes">How much came.</param>
    /// <param name="Micros">How long it took.</param>
    public sealed record TransferMeasured(AgentId Holder, long Bytes, long Micros) : AgentInput;

    /// <summary>This agent now holds all outputs of an activity's attempt.</summary>
    /// <param name="Activity">The activity that made them.</param>
    public sealed record OutputsHeld(ActivityId Activity) : AgentInput;

    /// <summary>The operator wants something, or somebody asks through this agent.</summary>
    /// <param name="Command">What is wanted.</param>
    public sealed record Operator(OperatorCommand Command) : AgentInput;
}
