namespace Swarm.Simulation;

/// <summary>A run went wrong. Its message replays it.</summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="what">What must not be.</param>
public sealed class SimulationException(ulong seed, string what)
    : Exception($"seed {seed}: {what} (replay: dotnet run --project tests/Swarm.Simulation -- --seed {seed} --trace)");
