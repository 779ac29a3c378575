using System.Diagnostics.CodeAnalysis;
using Swarm.Core;

namespace Swarm.Agent.Pool;

/// <summary>
/// The names under which a swarm's log lies at the broker: a stream and an object store of its own, and in the stream
/// <c>_R_.swarm.SWARM.log.AUTHOR.KIND</c>. The author token says who appended an entry, and the broker that an agent
/// runs lets each publish under its own only.
/// </summary>
/// <remarks>
/// A broker sends its answers wherever a question asks it to, and looks only at whether the asker may ask. Somebody
/// could so let it answer into the log: with the log's own old entries of another, or with content put beside it. But
/// no client may name a reply that begins with <c>_R_.</c>, which is the server's own; so the log's subjects do.
/// </remarks>
internal sealed class PoolSubjects
{
    private const int MaxNameLength = 32;
    private const int Tokens = 6;
    private const int AuthorToken = 4;

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
        _prefix = $"_R_.swarm.{swarm}.log.";
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

    /// <summary>All entries of an author.</summary>
    internal string AllOf(AgentId author) => $"{_prefix}{author}.*";

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
