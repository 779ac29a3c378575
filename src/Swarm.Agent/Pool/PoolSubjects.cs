using System.Diagnostics.CodeAnalysis;
using Swarm.Core;

namespace Swarm.Agent.Pool;

/// <summary>
/// The names under which the log lies at the broker: <c>_R_.swarm.SWARM.log.AUTHOR.KIND</c>. The author token says who
/// appended an entry, and the broker lets an agent publish under its own only.
/// </summary>
/// <remarks>
/// A broker sends its answers wherever a question asks it to, and looks only at whether the asker may ask. Somebody
/// could so let it answer into the log: with the log's own old entries of another, or with content put beside it. But
/// no client may name a reply that begins with <c>_R_.</c>, which is the server's own; so the log's subjects do.
/// </remarks>
internal sealed class PoolSubjects
{
    /// <summary>The stream that is the log.</summary>
    internal const string Stream = "SWARM_LOG";

    /// <summary>The object store beside it.</summary>
    internal const string Blobs = "SWARM_BLOBS";

    /// <summary>The stream that carries the object store.</summary>
    internal const string BlobStream = "OBJ_" + Blobs;

    private const int Tokens = 6;
    private const int AuthorToken = 4;

    private readonly string _prefix;

    internal PoolSubjects(string swarm)
    {
        if (swarm.Length == 0 || !swarm.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"a swarm's short name is letters and digits: '{swarm}'", nameof(swarm));
        }

        _prefix = $"_R_.swarm.{swarm}.log.";
    }

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
        PoolEvent.CampaignCanceled => "cancel",
        PoolEvent.CampaignRetried => "retry",
        PoolEvent.Assigned => "assigned",
        PoolEvent.Running => "running",
        PoolEvent.Finished => "finished",
        _ => throw Invariant.Unreachable(entry),
    };
}
