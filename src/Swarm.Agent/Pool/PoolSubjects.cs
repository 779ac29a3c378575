using System.Diagnostics.CodeAnalysis;
using Swarm.Core;

namespace Swarm.Agent.Pool;

/// <summary>
/// The names under which the log lies at the broker: <c>swarm.SWARM.log.AUTHOR.KIND</c>. The author token says who
/// appended an entry.
/// </summary>
/// <remarks>
/// That an agent appends under its own name only is a convention for now: all who know the broker's token may write
/// every subject. Permissions for each agent, which the broker enforces, come with certificates.
/// </remarks>
internal sealed class PoolSubjects
{
    /// <summary>The stream that is the log.</summary>
    internal const string Stream = "SWARM_LOG";

    /// <summary>The object store beside it.</summary>
    internal const string Blobs = "SWARM_BLOBS";

    /// <summary>The stream that carries the object store.</summary>
    internal const string BlobStream = "OBJ_" + Blobs;

    private const int Tokens = 5;
    private const int AuthorToken = 3;

    private readonly string _prefix;

    internal PoolSubjects(string swarm)
    {
        if (swarm.Length == 0 || !swarm.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"a swarm's short name is letters and digits: '{swarm}'", nameof(swarm));
        }

        _prefix = $"swarm.{swarm}.log.";
    }

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
