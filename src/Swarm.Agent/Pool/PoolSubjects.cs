using System.Diagnostics.CodeAnalysis;
using Swarm.Core;

namespace Swarm.Agent.Pool;

/// <summary>
/// The names under which a swarm's log lies at the broker: a stream and an object store of its own, and in the stream
/// <c>swarm.SWARM.log.AUTHOR.KIND</c>. The author token says who appended an entry.
/// </summary>
/// <remarks>
/// That an agent appends under its own name only is a convention for now: all who know the broker's token may write
/// every subject. Permissions for each agent, which the broker enforces, come with certificates.
/// </remarks>
internal sealed class PoolSubjects
{
    private const int MaxNameLength = 32;
    private const int Tokens = 5;
    private const int AuthorToken = 3;

    private readonly string _prefix;

    internal PoolSubjects(string swarm)
    {
        if (!IsName(swarm))
        {
            throw new SwarmException(
                ErrorCode.BrokerRefused,
                $"'{Printable.Of(swarm)}' is no name for a swarm's log: pool.name is 1 to {MaxNameLength} letters and "
                + "digits");
        }

        Stream = $"SWARM_LOG_{swarm}";
        Blobs = $"SWARM_BLOBS_{swarm}";
        _prefix = $"swarm.{swarm}.log.";
    }

    /// <summary>Whether a text can be a swarm's short name.</summary>
    internal static bool IsName(string swarm) =>
        swarm.Length is > 0 and <= MaxNameLength && swarm.All(char.IsAsciiLetterOrDigit);

    /// <summary>The stream that is the log.</summary>
    internal string Stream { get; }

    /// <summary>The object store beside it.</summary>
    internal string Blobs { get; }

    /// <summary>The stream that carries the object store.</summary>
    internal string BlobStream => $"OBJ_{Blobs}";

    /// <summary>All entries of the log.</summary>
    internal string All => _prefix + ">";

    /// <summary>Where an author's entry goes.</summary>
    internal string Of(AgentId author, PoolEvent entry) => $"{_prefix}{author}.{KindOf(entry)}";

    /// <summary>Where an author's submissions go.</summary>
    internal string OfSubmission(AgentId author) => $"{_prefix}{author}.campaign";

    /// <summary>Reads who appended an entry.</summary>
    internal bool TryAuthor(string subject, [NotNullWhen(true)] out AgentId author)
    {
        author = default;
        string[] tokens = subject.Split('.');
        return tokens.Length == Tokens
            && subject.StartsWith(_prefix, StringComparison.Ordinal)
            && AgentId.TryParse(tokens[AuthorToken], out author);
    }

    private static string KindOf(PoolEvent entry) => entry switch
    {
        PoolEvent.Founded => "founded",
        PoolEvent.Joining => "joining",
        PoolEvent.Leaving => "leaving",
        PoolEvent.ViewInstalled => "view",
        PoolEvent.LossClaimed => "loss",
        PoolEvent.Present => "present",
        PoolEvent.CampaignSubmitted => "campaign",
        PoolEvent.MemberBarred => "barred",
        PoolEvent.MemberEvicted => "evicted",
        PoolEvent.MemberCleared => "cleared",
        PoolEvent.CampaignCanceled => "cancel",
        PoolEvent.CampaignRetried => "retry",
        PoolEvent.Assigned => "assigned",
        PoolEvent.Running => "running",
        PoolEvent.Finished => "finished",
        _ => throw Invariant.Unreachable(entry),
    };
}
