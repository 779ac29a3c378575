using Swarm.Agent.Fabric;
using Swarm.Agent.Ports;
using Swarm.Core.Membership;

namespace Swarm.Agent.Control;

/// <summary>
/// Sees to it that what is too large for the broker lies at a second agent before anybody is told that it is safe.
/// Which one follows from the digest, so that whoever asks again finds the copy that is there.
/// </summary>
internal sealed class SecondCopies(ControlParts parts, IBlobSource peers)
{
    private const int MaxAsked = 3;

    // A submission is answered within a minute; copies were made when the files were put, and are only looked for.
    private static readonly TimeSpan s_submitLimit = TimeSpan.FromSeconds(20);

    /// <summary>Has another agent keep content that is here.</summary>
    /// <returns>Empty when one has it; else a sentence that says on which single machine it lies, and why.</returns>
    internal async Task<string> EnsureAsync(Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        List<string> reasons = [];
        foreach (Member other in await OthersAsync(digest, cancellationToken))
        {
            try
            {
                await peers.KeepAsync(other.Agent, other.Endpoint, digest, sizeBytes, cancellationToken);
                return "";
            }
            catch (SwarmException refusal)
            {
                reasons.Add($"{other.Agent} has no copy: {refusal.Message}");
            }
        }

        return Warning(sizeBytes, string.Join("; ", reasons));
    }

    /// <summary>Looks, before a campaign is accepted, whether its large files lie at two agents.</summary>
    /// <returns>A sentence for each that does not.</returns>
    /// <exception cref="SwarmException">Nobody has one of them.</exception>
    internal async Task<IReadOnlyList<string>> EnsureAsync(CampaignGraph graph, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer =
            parts.Time.CreateTimer(_ => limit.Cancel(), null, s_submitLimit, Timeout.InfiniteTimeSpan);
        List<string> warnings = [];
        foreach (CarriedFile file in graph.Files.Where(IsLarge).DistinctBy(file => file.Digest))
        {
            string warning;
            try
            {
                warning = await EnsureAsync(file, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                warning = Warning(file.SizeBytes, "a copy is on its way and was not done when this was answered");
            }

            if (warning.Length > 0)
            {
                warnings.Add($"'{Printable.Of(file.Path)}': {warning}");
            }
        }

        return warnings;
    }

    private static bool IsLarge(CarriedFile file) => file.SizeBytes > ContentNeeds.MaxInBrokerBytes;

    private async Task<string> EnsureAsync(CarriedFile file, CancellationToken cancellationToken)
    {
        if (parts.Store.SizeOf(file.Digest) is not null)
        {
            return await EnsureAsync(file.Digest, file.SizeBytes, cancellationToken);
        }

        // It was put at another agent, which was lost to the client since or is only slow: the copy is made here.
        try
        {
            await parts.Fabric.KeepCopyAsync(file.Digest, file.SizeBytes, cancellationToken);
            return "";
        }
        catch (SwarmException missing) when (missing.Code == ErrorCode.InputMissing)
        {
            throw new SwarmException(
                ErrorCode.InputMissing,
                $"the file '{Printable.Of(file.Path)}' that the campaign carries was put at no agent that is here; "
                + "dispatch the campaign again",
                missing);
        }
        catch (SwarmException failure)
        {
            return $"a file of {file.SizeBytes >> 20} MiB may lie on one agent only: {failure.Message}";
        }
    }

    // Members that are heard, in an order of their own for each content, so that copies are spread.
    private async Task<IReadOnlyList<Member>> OthersAsync(Digest digest, CancellationToken cancellationToken)
    {
        Member[] others = await parts.Loop.AskAsync(
            (core, now) => core.Reading.Candidates
                .Where(one => one.Agent != parts.Facts.Agent && core.Reading.View.Has(one.Key)
                    && !core.Reading.IsSuspected(one.Agent, now))
                .ToArray(),
            cancellationToken);
        return [.. others.OrderBy(other => Place(digest, other.Agent)).Take(MaxAsked)];
    }

    private static Digest Place(Digest digest, AgentId agent) =>
        Digest.Of([.. digest.ToArray(), .. System.Text.Encoding.UTF8.GetBytes(agent.Text)]);

    private string Warning(long sizeBytes, string why) =>
        $"a file of {sizeBytes >> 20} MiB lies on {parts.Facts.Agent} only{(why.Length > 0 ? $" ({why})" : "")}: "
        + "if that agent is lost before it was read elsewhere, the campaign waits for it";
}
