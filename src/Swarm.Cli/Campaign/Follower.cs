using Spectre.Console;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>Follows a campaign to its end: as a moving picture on a terminal, as lines everywhere else.</summary>
internal sealed class Follower(SwarmClient client, CommandContext context)
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Follows the campaign's changes after a number until it ends; the answer is how it stands then.
    /// </summary>
    internal async Task<CampaignReport> FollowAsync(string campaign, long after, CancellationToken cancellationToken)
    {
        CampaignReport begin = await client.ShowCampaignAsync(campaign, cancellationToken: cancellationToken);
        string id = begin.Summary.Id;
        if (context.Terminal.IsInteractive && context.Form == Output.OutputForm.Table)
        {
            await DrawAsync(new CampaignPicture(begin), cancellationToken);
        }
        else
        {
            await foreach (CampaignEvent change in client.WatchAsync(id, after, cancellationToken))
            {
                Tell(change, id);
            }
        }

        return await client.ShowCampaignAsync(id, cancellationToken: cancellationToken);
    }

    /// <summary>A line for each change: talk when a table follows, data when programs read.</summary>
    private void Tell(CampaignEvent change, string id)
    {
        if (context.Form == Output.OutputForm.Table)
        {
            context.Terminal.Say(change.ToString());
        }
        else if (context.Form == Output.OutputForm.Json)
        {
            context.Output.WriteEvent(CampaignReports.Of(change, id), "");
        }
    }

    private Task DrawAsync(CampaignPicture picture, CancellationToken cancellationToken)
    {
        IAnsiConsole console = context.Terminal.Console;
        return console.Live(ProgressBoard.Draw(picture, picture.Submitted, console.Profile.Height))
            .AutoClear(true)
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(live => KeepDrawingAsync(picture, live, cancellationToken));
    }

    private async Task KeepDrawingAsync(
        CampaignPicture picture, LiveDisplayContext live, CancellationToken cancellationToken)
    {
        IAnsiConsole console = context.Terminal.Console;
        await using IAsyncEnumerator<CampaignEvent> changes =
            client.WatchAsync(picture.Id, 0, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Task<bool> next = changes.MoveNextAsync().AsTask();
        bool goesOn = true;
        while (goesOn)
        {
            // Changes come in bursts: all that are there are taken in before the picture is drawn again.
            Task tick = Task.Delay(s_refresh, context.Time, cancellationToken);
            while (goesOn && await Task.WhenAny(next, tick) == next)
            {
                goesOn = await next;
                if (goesOn)
                {
                    picture.Apply(changes.Current);
                    next = changes.MoveNextAsync().AsTask();
                }
            }

            live.UpdateTarget(ProgressBoard.Draw(picture, context.Time.GetUtcNow(), console.Profile.Height));
        }
    }
}
