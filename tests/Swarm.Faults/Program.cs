using System.Runtime.InteropServices;
using Swarm.Faults;
using Swarm.Faults.Tests;

// --seeds N [--only NAME] ...: harms real daemons and says whether what must hold held. docs/faults.md
IFaultTest[] all =
[
    new OwnerKilled(),
    new OwnerFrozen(),
    new Partition("partition-3-1", withBroker: 3),
    new Partition("partition-2-2", withBroker: 2),
    new Partition("partition-1-3", withBroker: 1),
    new OneWay(),
    new LossyLinks(),
    new NotHere(
        5, "lossy-links-30", "30 % loss and 50 ± 20 ms on every link",
        "needs the detectors of the membership issue; today healthy members are taken for lost and come back"),
    new BrokerKilled(),
    new PowerCut(),
    new DiskFull(),
    new SlowDisk(),
    new ClockSkew(),
    new ShareKilled(),
    new Equivocation(),
    new FailingAgent("failing-agent", [], $"[ $SWARM_AGENT != d ] || exit 7;"),
    new FailingAgent("boasting-agent", ["--set", "speed=1000"], ""),
    new HostileMessages(),
    new BadData(),
    new Poison(),
    new AgentKiller(),
    new Duplicates(),
];

if (FaultOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(FaultOptions.Usage);
    return 2;
}

IFaultTest[] chosen = [.. all.Where(options.Wants)];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"no such test; there are: {string.Join(", ", all.Select(test => test.Name))}");
    return 2;
}

string folder = Path.Combine(SwarmBinary.Repository, "artifacts", "faults");
Journal journal = new(Path.Combine(folder, "journal.jsonl"));
TestPrograms programs = new();
await programs.InitializeAsync();
try
{
    FaultSuite suite = new(programs, journal, Path.Combine(folder, "logs"), Console.Out);
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, suite.Stop);
    using PosixSignalRegistration end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, suite.Stop);
    return await suite.RunAsync(chosen, options) ? 0 : 1;
}
finally
{
    await programs.DisposeAsync();
}
