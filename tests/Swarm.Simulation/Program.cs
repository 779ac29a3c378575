using System.Diagnostics;
using Swarm.Simulation;

// Runs many seeds, or one with its story, or repeats what an agent recorded:
// --replay FILE [--quiet], --seed N [--trace], --from N --count M; --mute for the first runner alone.
long Option(string name, long otherwise)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1]) : otherwise;
}

if (Array.IndexOf(args, "--replay") is >= 0 and var at && at + 1 < args.Length)
{
    using FileStream recording = File.OpenRead(args[at + 1]);
    Replay replay = new(recording, args.Contains("--quiet") ? null : Console.WriteLine);
    string? wrong = replay.Run();
    Console.WriteLine($"{replay.Steps} steps repeated: {wrong ?? "nothing wrong"}");
    return wrong is null ? 0 : 1;
}

long single = Option("--seed", -1);
long from = single >= 0 ? single : Option("--from", 1);
long count = single >= 0 ? 1 : Option("--count", 1000);
Action<string>? trace = args.Contains("--trace") ? Console.WriteLine : null;
Stopwatch watch = Stopwatch.StartNew();
long steps = 0;
long virtualMicros = 0;
int failed = 0;
for (long seed = from; seed < from + count; seed++)
{
    FaultPlan? plan = args.Contains("--mute") ? FaultPlan.None with { IsFirstRunnerMute = true }
        : args.Contains("--away") ? FaultPlan.None with { PoolOutageEveryMicros = 5_000_000, EndMicros = 20_000_000 }
        : null;
    Simulator simulator = new((ulong)seed, plan, trace);
    try
    {
        simulator.Run();
    }
    catch (Exception wrong) when (wrong is SimulationException or Swarm.Model.InvariantViolationException)
    {
        failed++;
        Console.WriteLine(wrong is SimulationException ? wrong.Message : $"seed {seed}: {wrong}");
    }

    steps += simulator.Steps;
    virtualMicros += simulator.ElapsedMicros;
}

Console.WriteLine(
    $"{count} seeds from {from}, {failed} failed, {steps} steps, {virtualMicros / 1_000_000} s of virtual time "
    + $"in {watch.Elapsed.TotalSeconds:F1} s");
return failed == 0 ? 0 : 1;
