using Swarm.Core;
using Swarm.Core.Fabric;

namespace Swarm.Simulation.Rooms;

/// <summary>The hands that run: they fetch inputs from other agents, take their time, and end well or badly.</summary>
internal sealed class SimRuns(SimClock clock, SimNetwork network, IReadOnlyList<SimAgent> agents, Rng rng)
{
    private const long OutputBytes = 1_000_000;
    private const long BytesPerMilli = 100_000;

    private readonly Dictionary<Digest, ActivityId> _outputs = [];
    private readonly Dictionary<AgentId, SimAgent> _byName = agents.ToDictionary(agent => agent.Id);
    private long _needs;

    /// <summary>How many of a thousand runs fail.</summary>
    internal int FailPermille { get; set; }

    /// <summary>How many of a thousand runs hang until their limit ends them.</summary>
    internal int HangPermille { get; set; }

    /// <summary>How many of a thousand runs hang for ever, and no limit ends them.</summary>
    internal int StickPermille { get; set; }

    /// <summary>How many runs were started.</summary>
    internal int Started { get; private set; }

    /// <summary>Starts a run: what it needs comes first.</summary>
    internal void Start(SimProcess process, RunOrder order)
    {
        Started++;
        process.Runs.Add((order.Activity, order.Attempt));
        if (process.Agent.Ailments.Count > 0)
        {
            ActivityOutcome outcome = process.Agent.Ailments[^1];
            clock.After(1_000, () => End(process, order, outcome));
            return;
        }

        SimStaging staging = new(order, Needs(order).Where(producer =>
            !process.Agent.Holds.Contains(order.Activity with { Index = producer })));
        foreach (int producer in staging.Missing)
        {
            long number = ++_needs;
            process.Needs[number] = (staging, producer);
            process.Post(new AgentInput.DataWanted(
                new DataNeed(number, Name(order.Activity with { Index = producer }), null, OutputBytes)));
        }

        if (staging.Missing.Count == 0)
        {
            Begin(process, order);
        }
    }

    /// <summary>Looks whether an agent holds what a peer needs.</summary>
    internal void Look(SimProcess process, Effect.Look look)
    {
        bool holds = look.Need.Digest is { } digest && _outputs.TryGetValue(digest, out ActivityId activity)
            && process.Agent.Holds.Contains(activity);
        DataOffer? offer = holds
            ? new DataOffer(process.Agent.Id, $"{process.Agent.Id}:1", OutputBytes, look.Need.Digest!.Value, 0)
            : null;
        process.Post(new AgentInput.DataLooked(look.Peer, look.Need.Number, offer));
    }

    /// <summary>Fetches from the first holder that can be reached.</summary>
    internal void Fetch(SimProcess process, Effect.Fetch fetch)
    {
        if (!process.Needs.Remove(fetch.Number, out (SimStaging Staging, int Producer) need)
            || !IsRunning(process, need.Staging.Order))
        {
            return;
        }

        ActivityId produced = need.Staging.Order.Activity with { Index = need.Producer };
        foreach (SimAgent holder in fetch.Offers.Select(offer => _byName[offer.Holder]))
        {
            if (holder.IsUp && holder.Holds.Contains(produced) && network.IsOpen(process.Agent.Index, holder.Index))
            {
                long micros = 500 + OutputBytes * 1000 / BytesPerMilli + process.Agent.DiskMicros;
                clock.After(micros, () => Arrive(process, need.Staging, need.Producer, holder.Id, micros));
                return;
            }
        }

        End(process, need.Staging.Order, new ActivityOutcome.Released(
            ErrorCode.InputMissing, "nobody holds it", need.Producer));
    }

    /// <summary>Ends a run without an answer.</summary>
    internal static void Cancel(SimProcess process, Effect.Cancel cancel) =>
        process.Runs.Remove((cancel.Activity, cancel.Attempt));

    private static HashSet<int> Needs(RunOrder order)
    {
        HashSet<int> producers = [];
        foreach (ActivityInput input in order.Spec.Inputs)
        {
            if (input.Ref is DataRef.Output output && order.Graph.TryFind(output.Activity, out int producer))
            {
                producers.Add(producer);
            }
        }

        return producers;
    }

    private static bool IsRunning(SimProcess process, RunOrder order) =>
        process.IsUp && process.Runs.Contains((order.Activity, order.Attempt));

    private void Arrive(SimProcess process, SimStaging staging, int producer, AgentId holder, long micros)
    {
        if (!IsRunning(process, staging.Order))
        {
            return;
        }

        process.Agent.Holds.Add(staging.Order.Activity with { Index = producer });
        process.Post(new AgentInput.TransferMeasured(holder, OutputBytes, micros));
        process.Post(new AgentInput.OutputsHeld(staging.Order.Activity with { Index = producer }));
        if (staging.Missing.Remove(producer) && staging.Missing.Count == 0)
        {
            Begin(process, staging.Order);
        }
    }

    private void Begin(SimProcess process, RunOrder order)
    {
        process.Post(new AgentInput.RunAdvanced(
            new RunReport(order.Activity, order.Attempt, ActivityState.Running)));
        long expected = (long)(order.Spec.ExpectedTime ?? TimeSpan.Zero).TotalMicroseconds;
        long micros = 1_000 + expected * 1000 / process.Agent.Capabilities.SpeedPermille;
        long limit = (long)order.Spec.TimeLimit!.Value.TotalMicroseconds;
        if (rng.Below(1000) < StickPermille)
        {
            return;
        }

        bool hangs = rng.Below(1000) < HangPermille;
        RunFigures figures = new(RunMicros: hangs ? limit : micros, KeepMicros: process.Agent.DiskMicros);
        ActivityOutcome outcome = hangs ? new ActivityOutcome.Failed(ErrorCode.TimedOut, "it ran too long", figures)
            : rng.Below(1000) < FailPermille ? new ActivityOutcome.Failed(ErrorCode.ExitCode, "exit code 1", figures)
            : new ActivityOutcome.Succeeded(new OutputManifest(Name(order.Activity), 1, OutputBytes, null), figures);
        clock.After(figures.RunMicros + figures.KeepMicros, () => End(process, order, outcome));
    }

    private static void End(SimProcess process, RunOrder order, ActivityOutcome outcome)
    {
        if (!process.IsUp || !process.Runs.Remove((order.Activity, order.Attempt)))
        {
            return;
        }

        if (outcome is ActivityOutcome.Succeeded)
        {
            process.Agent.Holds.Add(order.Activity);
        }

        process.Post(new AgentInput.RunEnded(new RunResult(order.Activity, order.Attempt, outcome)));
    }

    private Digest Name(ActivityId activity)
    {
        Digest name = Digest.Of(System.Text.Encoding.UTF8.GetBytes(activity.ToString()));
        _outputs[name] = activity;
        return name;
    }
}
