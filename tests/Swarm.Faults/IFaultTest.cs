namespace Swarm.Faults;

/// <summary>One black-box test: it does harm to real daemons and says what must be true after it.</summary>
internal interface IFaultTest
{
    /// <summary>Its number among the fifteen of docs/faults.md.</summary>
    int Number { get; }

    /// <summary>Its name, as <c>--only</c> takes it.</summary>
    string Name { get; }

    /// <summary>What it does, in a line.</summary>
    string Says { get; }

    /// <summary>Why this machine, or this build, cannot run it; null when it can.</summary>
    string? WhyNot();

    /// <summary>
    /// Runs it with one seed, up to the moment when all is well again. What holds for every test is checked after it.
    /// </summary>
    Task RunAsync(FaultRun run);
}
