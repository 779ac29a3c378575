using Swarm.Faults;
using Swarm.Faults.Tests;

// --seeds N [--only NAME] ...: harms real daemons and says whether what must hold held. docs/faults.md
IFaultTest[] all =
[
    new OwnerKilled(),
    new OwnerFrozen(),
];

if (FaultOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(FaultOptions.Usage);
    return 2;
}

IFaultTest[] chosen =
[
    .. all.Where(test => options.Only is null || options.Only == test.Name || options.Only == $"{test.Number}"),
];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"there is no test '{options.Only}'; there are: {string.Join(", ", all.Select(t => t.Name))}");
    return 2;
}

string folder = Path.Combine(SwarmBinary.Repository, "artifacts", "faults");
Journal journal = new(Path.Combine(folder, "journal.jsonl"));
TestPrograms programs = new();
await programs.InitializeAsync();
try
{
    FaultSuite suite = new(programs, journal, Path.Combine(folder, "logs"), Console.Out);
    return await suite.RunAsync(chosen, options) ? 0 : 1;
}
finally
{
    await programs.DisposeAsync();
}
