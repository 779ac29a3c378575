namespace Swarm.Simulation;

/// <summary>A run went wrong. Its message replays it.</summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="words">What else it takes to make the same run again.</param>
/// <param name="what">What must not be.</param>
public sealed class SimulationException(ulong seed, string words, string what) : Exception(
    $"seed {seed}: {what} "
    + $"(replay: dotnet run -c Release --project tests/Swarm.Simulation -- --seed {seed}{words} --trace)");
