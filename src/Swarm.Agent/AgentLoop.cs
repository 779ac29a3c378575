using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Core;

namespace Swarm.Agent;

/// <summary>
/// The one place where this agent decides: takes inputs from the mailbox one at a time, steps the core, and has done
/// what it wants. Everything else only puts inputs in.
/// </summary>
internal sealed class AgentLoop : IAsyncDisposable
{
    private const int MaxBurst = 256;
    private const int MaxQuestions = 1024;

    private static readonly TimeSpan s_restTick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_busyTick = TimeSpan.FromMilliseconds(5);

    private readonly AgentCore _core;
    private readonly AgentMailbox _mailbox;
    private readonly EffectRunner _effects;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Outbox _outbox = new();
    private readonly InputHistory _history = new();
    private readonly InputRecorder? _recorder;
    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<Action> _questions = Channel.CreateBounded<Action>(MaxQuestions);
    private readonly long _started;
    private readonly ITimer _ticker;
    private TimeSpan _tick = s_restTick;
    private Task _running = Task.CompletedTask;

    internal AgentLoop(
        DecidingCore deciding, AgentMailbox mailbox, EffectRunner effects, TimeProvider time, ILogger logger)
    {
        (_core, _recorder) = deciding;
        _mailbox = mailbox;
        _effects = effects;
        _time = time;
        _logger = logger;
        _started = time.GetTimestamp();
        _ticker = time.CreateTimer(
            _ => _mailbox.PostTick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when the loop ends, with the failure it ended by.</summary>
    internal Task Running => _running;

    /// <summary>The moment on the core's clock.</summary>
    internal Instant Now => new((long)_time.GetElapsedTime(_started).TotalMicroseconds);

    /// <summary>Begins to decide.</summary>
    internal void Start()
    {
        _running = RunAsync(_ending.Token);
        _ticker.Change(s_restTick, s_restTick);
    }

    /// <summary>Asks what the core believes; answered between two steps.</summary>
    internal async Task<T> AskAsync<T>(Func<AgentCore, Instant, T> question, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _questions.Writer.WriteAsync(
            () =>
            {
                try
                {
                    answer.SetResult(question(_core, Now));
                }
                catch (SwarmException refusal)
                {
                    answer.SetException(refusal);
                }
            },
            cancellationToken);
        await _mailbox.PostAsync(AgentInput.Pause.Instance, cancellationToken);
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ticker.DisposeAsync();
        _mailbox.Close();
        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _recorder?.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (await _mailbox.Reader.WaitToReadAsync(cancellationToken))
            {
                for (int i = 0; i < MaxBurst && _mailbox.TryTake(out AgentInput? input); i++)
                {
                    Step(input);
                }

                Step(AgentInput.Pause.Instance);
                while (_questions.Reader.TryRead(out Action? question))
                {
                    question();
                }

                Pace();
            }
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }
        catch (Exception bug)
        {
            Log.LoopEnded(_logger, bug, _history.ToString());
            _recorder?.Flush();
            throw;
        }
    }

    private void Step(AgentInput input)
    {
        Instant now = Now;
        _history.Add(input);
        _recorder?.Add(input, now);
        _outbox.Clear();
        _core.Step(input, now, _outbox);
        _recorder?.Note(_outbox.Effects.Count);
        foreach (Effect effect in _outbox.Effects)
        {
            _effects.Do(effect);
        }
    }

    // While something is being decided, lost messages and silent proposers are noticed sooner.
    private void Pace()
    {
        TimeSpan wanted = _core.IsDeciding ? s_busyTick : s_restTick;
        if (wanted != _tick)
        {
            _tick = wanted;
            _ticker.Change(wanted, wanted);
        }
    }
}
