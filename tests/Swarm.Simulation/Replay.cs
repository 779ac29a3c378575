using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Simulation.Checkers;

namespace Swarm.Simulation;

/// <summary>
/// Repeats what a process of a real agent decided, from a recording of its inputs, with the checkers looking on.
/// </summary>
/// <param name="recording">What <c>swarm agent start --record FILE</c> wrote.</param>
/// <param name="tell">Hears the story, line by line; null for nobody.</param>
public sealed class Replay(Stream recording, Action<string>? tell = null)
{
    private readonly SingleRunChecker _singleRun = new();
    private readonly ChangeChecker _ledger = new();
    private readonly Outbox _outbox = new();
    private AgreementChecker _agreement = new(SwarmRules.Default.Mode);

    /// <summary>How many steps were repeated.</summary>
    public long Steps { get; private set; }

    /// <summary>Repeats everything.</summary>
    /// <returns>What went wrong, and at which step; null when nothing did.</returns>
    /// <exception cref="FormatException">The file is no recording.</exception>
    public string? Run()
    {
        RecordedProcess process = RecordingCodec.ReadProcess(recording);
        tell?.Invoke(
            $"agent {process.Agent} of version {process.Version} at {process.Settings.Endpoint}, seed {process.Seed}");
        AgentCore core = new(process.Settings, process.Agent, process.Seed);
        while (RecordingCodec.ReadStep(recording) is { } step)
        {
            if (Steps > 0 && step.EffectsBefore != _outbox.Effects.Count)
            {
                return $"step {Steps} had {step.EffectsBefore} effects when it was recorded and has "
                    + $"{_outbox.Effects.Count} now: another version decided, or one that is not repeatable";
            }

            Steps++;
            if (Repeat(core, step) is { } wrong)
            {
                return $"step {Steps}: {wrong}";
            }
        }

        return null;
    }

    private string? Repeat(AgentCore core, RecordedStep step)
    {
        _outbox.Clear();
        try
        {
            core.Step(step.Input, step.At, _outbox);
        }
        catch (InvariantViolationException violated)
        {
            tell?.Invoke($"{step.At.Micros / 1e6:F6} {Words.Of(step.Input)}");
            return violated.Message;
        }

        Tell(step);
        if (step.Input is AgentInput.PoolEntry { Event: PoolEvent.Founded founded })
        {
            _agreement = new AgreementChecker(founded.Rules.Mode);
        }

        string? wrong = step.Input is AgentInput.PoolEntry entry ? _agreement.OnLogged(entry.Event) : null;
        return wrong ?? _outbox.Effects.Select(effect => Check(effect, core)).OfType<string>().FirstOrDefault();
    }

    private string? Check(Effect effect, AgentCore core) => effect switch
    {
        Effect.Run run => _singleRun.OnRun(run.Order.Activity, run.Order.Attempt, core.Self),
        Effect.Publish publish => _singleRun.OnPublish(publish.Activity, publish.Attempt, core.Self.Agent),
        Effect.Observe { Event: AgentEvent.CampaignAccepted accepted } => _ledger.Check(accepted.Change),
        Effect.Observe { Event: AgentEvent.CampaignChanged changed } => _ledger.Check(changed.Change),
        _ => null,
    };

    // Heartbeats, ticks and pauses are left out unless something follows from them.
    private void Tell(RecordedStep step)
    {
        List<Effect> worthy =
            [.. _outbox.Effects.Where(effect => effect is not Effect.Send { Message: PeerMessage.Heartbeat })];
        bool isDull = step.Input is AgentInput.Tick or AgentInput.Pause
            or AgentInput.Peer { Message: PeerMessage.Heartbeat };
        if (tell is null || (isDull && worthy.Count == 0))
        {
            return;
        }

        tell($"{step.At.Micros / 1e6:F6} {Words.Of(step.Input)}");
        foreach (Effect effect in worthy.Where(effect => effect is not Effect.Send))
        {
            tell($"           -> {Words.Of(effect)}");
        }

        // One message to many is told once.
        foreach (IGrouping<PeerMessage, Effect.Send> said in worthy.OfType<Effect.Send>().GroupBy(send => send.Message))
        {
            tell($"           -> tell {string.Join(' ', said.Select(send => send.To))}: {Words.Of(said.Key)}");
        }
    }
}
