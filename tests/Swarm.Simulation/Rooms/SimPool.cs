using Swarm.Core;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// The log: one order, kept for ever, with a clock of its own; and the ways to it, which are less sure.
/// </summary>
internal sealed class SimPool(SimClock clock, SimMap map, Rng rng)
{
    private const long Epoch = 1_700_000_000_000_000;
    private const long PatienceMicros = 2_000_000;

    private readonly List<AgentInput.PoolEntry> _entries = [];

    /// <summary>Everything that was appended.</summary>
    internal IReadOnlyList<AgentInput.PoolEntry> Entries => _entries;

    /// <summary>How many faults keep the broker away.</summary>
    internal int Outages { get; set; }

    /// <summary>How many of a thousand appends are stored, or not, or later, without anybody saying so.</summary>
    internal int UnknownPermille { get; set; }

    /// <summary>How much longer the broker takes to store.</summary>
    internal long SlowMicros { get; set; }

    /// <summary>By how much the times it stores may lag behind: a new leader's clock is another one.</summary>
    internal long ClockLagMicros { get; set; }

    /// <summary>Hears of each entry that is stored.</summary>
    internal Action<AgentInput.PoolEntry> OnStored { get; set; } = _ => { };

    /// <summary>Appends for an agent. It may be stored without an answer, or answered without being stored.</summary>
    internal void Append(SimAgent agent, PoolEvent entry, Action<AppendOutcome> answer)
    {
        long way = map.BrokerMicros(agent.Index, rng);
        clock.After(way + SlowMicros, () => Arrive(agent, entry, answer));
    }

    /// <summary>Has a process read on, as far as there is something to read.</summary>
    internal void Read(SimProcess process)
    {
        if (!process.IsUp || process.IsReading || !IsReached(process.Agent))
        {
            return;
        }

        if (process.NextEntry > (ulong)_entries.Count)
        {
            if (!process.SaidCaughtUp)
            {
                process.SaidCaughtUp = true;
                process.Post(new AgentInput.CaughtUp());
            }

            return;
        }

        AgentInput.PoolEntry entry = _entries[(int)process.NextEntry - 1];
        long arrives = entry.BrokerMicros - Epoch + map.BrokerMicros(process.Agent.Index, rng)
            + process.Agent.ReadLagMicros;
        process.IsReading = true;
        clock.After(Math.Max(10 + rng.Below(50), arrives - clock.Now), () => Deliver(process, entry));
    }

    private bool IsHeard(SimAgent agent) => IsReached(agent) && agent.Mutes == 0;

    private bool IsReached(SimAgent agent) => Outages == 0 && agent.BrokerCuts == 0;

    private void Deliver(SimProcess process, AgentInput.PoolEntry entry)
    {
        process.IsReading = false;
        if (process.IsUp && IsReached(process.Agent))
        {
            process.NextEntry++;
            process.Read(entry);
            Read(process);
        }
    }

    private void Arrive(SimAgent agent, PoolEvent entry, Action<AppendOutcome> answer)
    {
        bool fails = !IsHeard(agent) || rng.Below(1000) < UnknownPermille;
        if (!fails)
        {
            AppendOutcome stored = new AppendOutcome.Stored(Store(agent.Id, entry));
            clock.After(map.BrokerMicros(agent.Index, rng), () => answer(stored));
            return;
        }

        clock.After(PatienceMicros, () => answer(new AppendOutcome.Unknown("no answer")));
        switch (IsHeard(agent) ? rng.Below(3) : 0)
        {
            case 1:
                Store(agent.Id, entry);
                break;
            case 2:
                StoreLater(agent, entry);
                break;
            default:
                break;
        }
    }

    // It waits in a buffer on the way, for longer than anybody waits for the answer.
    private void StoreLater(SimAgent agent, PoolEvent entry) =>
        clock.After(PatienceMicros + rng.Below(4_000_000), () =>
        {
            if (IsHeard(agent))
            {
                Store(agent.Id, entry);
            }
        });

    private ulong Store(AgentId author, PoolEvent entry)
    {
        long lag = ClockLagMicros > 0 ? rng.Below(ClockLagMicros) : 0;
        AgentInput.PoolEntry stored = new((ulong)_entries.Count + 1, author, Epoch + clock.Now - lag, entry);
        _entries.Add(stored);
        OnStored(stored);
        return stored.Sequence;
    }
}
