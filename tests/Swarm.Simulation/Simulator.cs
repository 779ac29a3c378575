using System.Text;
using Swarm.Simulation.Checkers;
using Swarm.Simulation.Faults;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation;

/// <summary>
/// A whole swarm in one thread: the shipped core, one queue ordered by time, one seed. The same seed gives the same
/// run, to the last message.
/// </summary>
public sealed class Simulator
{
    private const long GraceMicros = 120_000_000;

    private readonly Watch _watch;
    private readonly SimWorld _world;

    /// <summary>Draws a swarm, its work and its faults.</summary>
    /// <param name="seed">Where all its randomness comes from.</param>
    /// <param name="options">How large it is, and what is known of its faults.</param>
    public Simulator(ulong seed, SimOptions? options = null)
    {
        options ??= new SimOptions();
        Transcript? transcript = options.Trace is { } write ? new Transcript(write, options.WithWords) : null;
        string keeps = options.Keep is { } kept ? $" --keep {string.Join(',', kept)}" : "";
        _watch = new Watch(seed, options.Scale.Words + keeps, transcript);
        _world = new SimWorld(seed, options, _watch);
        _watch.Use(_world);
        Plan = options.Plan ?? FaultPlan.Draw(SimWorld.Stream(seed, 8), _world.Map, options.Scale.MinFaultKinds);
        Plan = options.Keep is { } keep ? Plan.Keeping(keep) : Plan;
    }

    /// <summary>Its faults.</summary>
    public FaultPlan Plan { get; }

    /// <summary>How many inputs were stepped; the pauses between them are not counted.</summary>
    public long Steps => _world.Steps;

    /// <summary>How many messages were sent between agents.</summary>
    public long Messages => _world.Network.Messages;

    /// <summary>How many attempts were started.</summary>
    public int Runs => _world.Runs.Started;

    /// <summary>How many agents there are.</summary>
    public int Agents => _world.Agents.Count;

    /// <summary>How many activities there are.</summary>
    public int Activities => _world.Activities;

    /// <summary>How many decisions stand in the log.</summary>
    public int Decisions => _watch.Decisions;

    /// <summary>How many entries the log has.</summary>
    public int Entries => _world.Pool.Entries.Count;

    /// <summary>How many campaigns there are.</summary>
    public int Campaigns => _world.Campaigns;

    /// <summary>How many campaigns ended with everything done.</summary>
    public int Completed => _world.User.Completed;

    /// <summary>How many members were cut out of the swarm, rightly.</summary>
    public int Cuts => _watch.Cuts;

    /// <summary>How often a run was taken back, as each process tells it.</summary>
    public int Revocations => _watch.Revocations;

    /// <summary>How many silent proposers were replaced, as each process counts them.</summary>
    public int RoundTimeouts => _watch.RoundTimeouts;

    /// <summary>The virtual time that went by, in microseconds.</summary>
    public long ElapsedMicros => _world.Clock.Now;

    /// <summary>A digest of all that was logged, in order: equal for equal runs.</summary>
    public Digest LogDigest => Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', _world.Pool.Entries.Select(
        entry => $"{entry.Sequence} {entry.Author} {entry.BrokerMicros} {entry.Event.GetType().Name}"))));

    /// <summary>Runs until all faults are over and all campaigns have ended.</summary>
    /// <exception cref="SimulationException">
    /// Something happened that must not, or nothing happened that must.
    /// </exception>
    public void Run()
    {
        _world.Begin();
        foreach (Fault fault in Plan.Faults)
        {
            fault.Plan(_world);
        }

        while (!IsOver)
        {
            if (_world.Clock.Now > Plan.EndMicros + GraceMicros)
            {
                _watch.TellWhatWaits();
                throw _watch.Wrong(
                    $"{_world.Campaigns - _world.User.Ended} of {_world.Campaigns} campaigns had not ended "
                    + $"{GraceMicros / 1_000_000} s after the faults");
            }

            Step();
        }
    }

    /// <summary>Lets time go by after the end.</summary>
    /// <exception cref="SimulationException">Something happened that must not.</exception>
    public void Rest(long micros)
    {
        for (long end = _world.Clock.Now + micros; _world.Clock.Now < end;)
        {
            Step();
        }
    }

    private void Step()
    {
        try
        {
            Invariant.That(_world.Clock.Step(), "something is always left to happen");
        }
        catch (InvariantViolationException bug)
        {
            throw _watch.Wrong($"the core stops itself: {bug.Message} {FirstFrame(bug)}");
        }
        catch (Exception bug) when (bug is not SimulationException)
        {
            throw _watch.Wrong($"the core breaks: {bug.GetType().Name}: {bug.Message} {FirstFrame(bug)}");
        }
    }

    private bool IsOver =>
        _world.Clock.Now >= Plan.EndMicros && _world.User.IsContent && _world.User.Ended == _world.Campaigns;

    private static string FirstFrame(Exception bug) =>
        (bug.StackTrace ?? "").Split('\n').Skip(1).FirstOrDefault("").Trim();
}
