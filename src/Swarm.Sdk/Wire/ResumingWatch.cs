using System.Runtime.CompilerServices;
using Swarm.Grpc;
using Swarm.Protocol.V1;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Sdk.Wire;

/// <summary>
/// Reads the changes of a campaign to its end over any number of lost connections: it knows the last number it told,
/// and
/// asks the next agent for what follows.
/// </summary>
internal sealed class ResumingWatch(AgentLink link, string campaign, long after)
{
    private readonly Backoff _backoff = new(link.Time);
    private long _last = after;
    private bool _began = after > 0;

    /// <summary>The changes, each once, in order.</summary>
    /// <exception cref="SwarmException">Nobody has answered for two minutes, or the campaign is unknown.</exception>
    internal async IAsyncEnumerable<CampaignEvent> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool ended = false;
        while (!ended)
        {
            WatchCampaignRequest request = new() { Campaign = campaign, After = _last };
            IAsyncEnumerator<CampaignChange> changes = link.ReadAsync(
                ControlMethods.WatchCampaign, request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable closing = changes.ConfigureAwait(false);
            while (await NextAsync(changes, cancellationToken).ConfigureAwait(false) is { } change)
            {
                yield return change;
                ended = change.IsCampaignEnd;
            }

            ended = ended || await IsOverAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next change, or null when the stream ended, broke off or told us that we lag.</summary>
    private async Task<CampaignEvent?> NextAsync(
        IAsyncEnumerator<CampaignChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            while (await changes.MoveNextAsync().ConfigureAwait(false))
            {
                if (changes.Current.Lagged)
                {
                    return null;
                }

                _backoff.Reset();
                _began = true;
                if (changes.Current.Number > _last)
                {
                    _last = changes.Current.Number;
                    return CampaignViews.Of(changes.Current);
                }
            }
        }
        catch (GrpcException failure) when (!cancellationToken.IsCancellationRequested && MayGoOn(failure))
        {
            string name = link.Name;
            link.MoveOn();
            if (!await _backoff.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                throw Refusals.Of(failure, name);
            }
        }
        catch (GrpcException refused) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refusals.Of(refused, link.Name);
        }

        return null;
    }

    /// <summary>An agent that does not know a campaign whose changes were seen has not read that far yet.</summary>
    private bool MayGoOn(GrpcException failure) =>
        Refusals.IsLost(failure)
        || Refusals.Of(failure, "").Code is ErrorCode.NotReady or ErrorCode.Draining
        || (_began && Refusals.Of(failure, "").Code == ErrorCode.UnknownCampaign);

    /// <summary>Whether a stream that ended without the campaign's end had nothing more to tell.</summary>
    private async Task<bool> IsOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            ShowCampaignRequest request = new() { Campaign = campaign, Limit = 1 };
            ShowCampaignReply reply = await link.AskAsync(ControlMethods.ShowCampaign, request, cancellationToken)
                .ConfigureAwait(false);
            return CampaignViews.Of(reply.Summary.State).IsFinal() && reply.Summary.LastChange <= _last;
        }
        catch (SwarmException unreachable) when (
            unreachable.Code is ErrorCode.PeerUnreachable or ErrorCode.UnknownCampaign
            or ErrorCode.NotReady or ErrorCode.Draining)
        {
            return false;
        }
    }
}
