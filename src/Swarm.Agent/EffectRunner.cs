using Swarm.Agent.Execution;
using Swarm.Core;

namespace Swarm.Agent;

/// <summary>Does what the core wants, in order. Nothing here decides, and nothing here waits.</summary>
internal sealed class EffectRunner(EffectHands hands) : IAsyncDisposable
{
    private readonly TaskSet _tasks = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<string> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the reason when the core wants the process to end.</summary>
    internal Task<string> Stopped => _stopped.Task;

    /// <summary>Completes with the first failure that nobody foresaw.</summary>
    internal Task<Exception> Failed => _tasks.Failed;

    /// <summary>Does one thing.</summary>
    internal void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Send send:
                hands.Peers.Send(send.To, send.Message);
                break;
            case Effect.Sign sign:
                _tasks.Start(() => SignAsync(sign));
                break;
            case Effect.Append append:
                _tasks.Start(() => AppendAsync(append));
                break;
            case Effect.Run run:
                hands.Runner.Start(run.Order);
                break;
            case Effect.Cancel cancel:
                hands.Runner.Cancel(cancel.Activity, cancel.Attempt, cancel.Reason);
                break;
            case Effect.Publish publish:
                hands.Runner.Publish(publish.Activity, publish.Attempt);
                break;
            case Effect.Discard discard:
                hands.Runner.Discard(discard.Activity, discard.Attempt);
                break;
            case Effect.Look look:
                hands.Fabric.Look(look.Peer, look.Need);
                break;
            case Effect.Fetch fetch:
                hands.Fabric.OnFetch(fetch.Number, fetch.Offers);
                break;
            case Effect.Observe observe:
                hands.Observer.OnEvent(observe.Event);
                break;
            case Effect.Stop stop:
                _stopped.TrySetResult(stop.Reason);
                break;
            default:
                throw Invariant.Unreachable(effect);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _tasks.WhenAllAsync();
        _ending.Dispose();
    }

    private async Task SignAsync(Effect.Sign sign) =>
        await hands.Mailbox.PostAsync(hands.Signer.Sign(sign), _ending.Token);

    private async Task AppendAsync(Effect.Append append)
    {
        AppendOutcome outcome = await hands.Pool.AppendAsync(append.Event, _ending.Token);
        await hands.Mailbox.PostAsync(new AgentInput.AppendAnswered(append.Number, outcome), _ending.Token);
    }
}
