using Swarm.Agent.Ports;
using Swarm.Agent.Telemetry;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Core.Membership;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>
/// Where campaigns come in: checked again, because this is the border; durable before anybody is told that they were
/// accepted; the same one twice is the same answer.
/// </summary>
internal sealed class CampaignDoor(ControlParts parts, SecondCopies copies)
{
    private const int MaxProblems = 20;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Reads and checks what was submitted.</summary>
    /// <exception cref="SwarmException">It is wrong, too large, or was not put before.</exception>
    internal async Task<CampaignDocument> ReadAsync(V1.SubmitRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = request.Campaign.Memory;
        if (request.CampaignDigest is { } wire)
        {
            Digest digest = DigestOf(wire);
            CampaignLimits.RequireEncodedSize(parts.Store.SizeOf(digest) ?? 0);
            await using Stream content = parts.Store.TryOpen(digest)
                ?? throw new SwarmException(ErrorCode.InputMissing, $"campaign {digest.Short} was not put here before");
            byte[] whole = new byte[content.Length];
            await content.ReadExactlyAsync(whole, cancellationToken);
            bytes = whole;
        }

        return new CampaignDocument(bytes, Digest.Of(bytes.Span), CampaignCodec.Decode(bytes));
    }

    private static Digest DigestOf(V1.Digest wire)
    {
        try
        {
            return ModelCodec.Decode(wire);
        }
        catch (FormatException bad)
        {
            throw new SwarmException(ErrorCode.BadReference, $"the campaign's digest is none: {bad.Message}", bad);
        }
    }

    /// <summary>Accepts a campaign.</summary>
    internal async Task<V1.SubmitReply> SubmitAsync(
        V1.SubmitRequest request, CampaignOwner caller, CancellationToken cancellationToken)
    {
        CampaignDocument document = await ReadAsync(request, cancellationToken);
        document = document with { Owner = OwnerOf(request, caller, document.Digest) };
        CampaignId id = document.Graph.Id;
        using SwarmTelemetry.Span span = SwarmTelemetry.Dispatch(id);
        (Digest Body, string Owner)? known = await KnownBodyAsync(id, cancellationToken);
        IReadOnlyList<string> warnings = [];
        if (known is null)
        {
            await RequireReadyAsync(document, request.AllowUnplaceable, cancellationToken);
            warnings = await copies.EnsureAsync(document.Graph, cancellationToken);
            await AppendAsync(() => parts.Pool.SubmitAsync(document, cancellationToken), cancellationToken);
            await parts.Watch.WhenBegunAsync(id, cancellationToken)
                .WaitAsync(s_limit, parts.Time, cancellationToken);
        }

        (Digest Body, string Owner)? accepted = known ?? await KnownBodyAsync(id, cancellationToken);
        return accepted == (document.Digest, document.Owner.Name)
            ? new V1.SubmitReply { CampaignId = id.Text, AlreadyKnown = known is not null, Warnings = { warnings } }
            : throw new SwarmException(
                ErrorCode.CampaignConflict,
                $"campaign id {id} is taken by another campaign; 'swarm campaign show {id}' shows it, use another id");
    }

    /// <summary>Appends an entry that somebody asked for, trying again while the broker is away.</summary>
    internal Task AppendAsync(PoolEvent entry, CancellationToken cancellationToken) =>
        AppendAsync(() => parts.Pool.AppendAsync(entry, cancellationToken), cancellationToken);

    private async Task AppendAsync(Func<ValueTask<AppendOutcome>> append, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(s_limit, parts.Time);
        while (true)
        {
            switch (await append())
            {
                case AppendOutcome.Stored:
                    return;
                case AppendOutcome.Refused refused:
                    throw new SwarmException(refused.Code, refused.Message);
                case AppendOutcome.Unknown unknown when limit.IsCancellationRequested:
                    throw new SwarmException(
                        ErrorCode.BrokerUnavailable,
                        $"the broker did not answer in time ({unknown.Message}); send it again, "
                        + "the id makes that safe");
                default:
                    cancellationToken.ThrowIfCancellationRequested();
                    break;
            }
        }
    }

    private CampaignOwner OwnerOf(V1.SubmitRequest request, CampaignOwner caller, Digest campaign)
    {
        CampaignOwner owner = request.Proof is { } proof
            ? parts.Owners.Judge(OwnerCodec.Read(proof), campaign)
            : CampaignOwner.Nobody with
            {
                Doubt = "nobody signed it: get a certificate with 'swarm ca user', and submit with that",
            };
        return owner.Doubt is null ? owner
            : parts.Owners.IsLocal && caller == CampaignOwner.Local ? parts.Owners.Sign(campaign)
            : throw new SwarmException(ErrorCode.NotAllowed, $"the campaign is not accepted: {owner.Doubt}");
    }

    private Task<(Digest Body, string Owner)?> KnownBodyAsync(CampaignId id, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync(
            (core, _) => core.Reading.Find(id) is { } found
                ? (found.Body, found.Owner.Name) : ((Digest Body, string Owner)?)null,
            cancellationToken);

    private Task<bool> RequireReadyAsync(
        CampaignDocument document, bool allowUnplaceable, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync(
            (core, _) =>
            {
                IReadOnlyList<Member> members = core.Reading.View.Members;
                if (members.Count == 0)
                {
                    throw new SwarmException(
                        ErrorCode.NotReady, "the agent has not joined its swarm yet; try again soon");
                }

                IReadOnlyList<string> problems = allowUnplaceable
                    ? [] : Unplaceable(document.Graph, document.Owner, core.Reading);
                return problems.Count == 0
                    ? true
                    : throw new SwarmException(
                        ErrorCode.NobodyCanRun,
                        "no agent that is here can run this campaign:\n"
                        + $"  - {string.Join("\n  - ", problems.Take(MaxProblems))}\n"
                        + "start such an agent first ('swarm agent list' shows what there is), or change the campaign");
            },
            cancellationToken);

    /// <summary>One sentence for each kind of activity that nobody can run.</summary>
    internal static IReadOnlyList<string> Unplaceable(CampaignGraph graph, CampaignOwner owner, CoreReading reading)
    {
        IReadOnlyList<Member> members = reading.View.Members;
        HashSet<(string, Placement, Resources, TimeSpan?, string, string)> placeable = [];
        List<string> problems = [];
        foreach (ActivitySpec spec in graph.Activities)
        {
            var kind = (
                spec.Plugin, spec.Placement, spec.Resources, spec.TimeLimit,
                spec.Arguments.Count > 0 ? spec.Arguments[0] : "",
                string.Join('\n', spec.Inputs.Select(input => input.Ref).OfType<DataRef.At>()));
            if (placeable.Contains(kind))
            {
                continue;
            }

            if (members.Any(member => reading.WhyNot(member, owner, spec) is null))
            {
                placeable.Add(kind);
            }
            else if (problems.Count < MaxProblems)
            {
                problems.Add($"'{Printable.Of(spec.Name, 60)}': " + string.Join("; ", members.Take(MaxProblems).Select(
                    member => $"{member.Agent}: {reading.WhyNot(member, owner, spec)}")));
            }
        }

        return problems;
    }
}
