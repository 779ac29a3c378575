using Swarm.Core;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.UnitTests.Core;

/// <summary>A core that reads a log, and what it then wants done with results.</summary>
internal sealed class LoneAgent(ulong seed, string name = "solo")
{
    internal const string Solo = "solo";

    private readonly Outbox _outbox = new();
    private long _micros;

    internal AgentCore Core { get; } = new(
        new CoreSettings
        {
            Capabilities = new(["noop"], [], [], new Resources(4000), 1000),
            PublicKey = StandInSignatures.KeyOf(AgentId.Parse(name)),
            Endpoint = "127.0.0.1:1",
            MayFound = name == Solo,
        },
        AgentId.Parse(name),
        seed);

    /// <summary>Everything it wants after one input.</summary>
    internal IReadOnlyList<Effect> Step(AgentInput input)
    {
        _outbox.Clear();
        Core.Step(input, new Instant(_micros += 1_000), _outbox);
        return [.. _outbox.Effects];
    }

    /// <summary>What is to become of results after some entries.</summary>
    internal IReadOnlyList<Effect> Read(IEnumerable<AgentInput.PoolEntry> entries) =>
        [.. entries.SelectMany(entry => OfResults(Step(entry)))];

    /// <summary>What is to become of results when the log was read.</summary>
    internal IReadOnlyList<Effect> CatchUp() => [.. OfResults(Step(new AgentInput.CaughtUp()))];

    private static IEnumerable<Effect> OfResults(IEnumerable<Effect> effects) =>
        effects.Where(effect => effect is Effect.Publish or Effect.Discard);
}
