using Swarm.Core.Membership;

namespace Swarm.Core.Ledger;

/// <summary>Where one activity stands. What its author said is in the graph; this is only what changes.</summary>
internal struct ActivityRecord
{
    /// <summary>Where it stands.</summary>
    internal ActivityState State;

    /// <summary>The attempt that is, was or will next be open.</summary>
    internal Attempt Attempt;

    /// <summary>How many attempts failed by a fault of the activity's own.</summary>
    internal int Tries;

    /// <summary>How many attempts were handed back or lost.</summary>
    internal int Releases;

    /// <summary>While it is created: how many of its parents are not completed.</summary>
    internal int OpenParents;

    /// <summary>Who holds it, or held it when it ended.</summary>
    internal MemberKey Holder;

    /// <summary>What it left behind, once it is completed.</summary>
    internal OutputManifest? Outputs;

    /// <summary>When it last became ready, by the broker's clock.</summary>
    internal long ReadyMicros;

    /// <summary>When it began, by the broker's clock: reported running, else ended less what it ran.</summary>
    internal long BeganMicros;

    /// <summary>When it began, by the log's working time.</summary>
    internal long BeganWorkMicros;

    /// <summary>While it is open: by when its holder has to be heard of it again, by the log's working time.</summary>
    internal long DeadlineMicros;

    /// <summary>
    /// The last attempt whose holder was heard of too late, if at all: a proposal to take it back was no lie.
    /// </summary>
    internal Attempt LateAttempt;

    /// <summary>The sequence of the entry by which it last became ready.</summary>
    internal ulong ReadySequence;

    /// <summary>The last attempt that became ready: it may wait again if an input has to be made anew.</summary>
    internal Attempt ReadyAttempt;
}
