namespace Swarm.Faults;

/// <summary>A test of the fifteen that this version cannot pass yet for a reason that is known.</summary>
internal sealed class NotHere(int number, string name, string says, string reason) : IFaultTest
{
    public int Number => number;

    public string Name => name;

    public string Says => says;

    public string? WhyNot() => reason;

    public Task RunAsync(FaultRun run) => throw new InvalidOperationException(reason);
}
