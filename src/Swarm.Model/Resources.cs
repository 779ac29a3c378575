namespace Swarm.Model;

/// <summary>What an activity needs while it runs, or what an agent offers.</summary>
/// <param name="MilliCores">Processor cores in thousandths: 1000 is one core.</param>
/// <param name="MemoryBytes">Memory in bytes; 0 when nothing is asked for.</param>
/// <param name="Gpus">Whole accelerators.</param>
public sealed record Resources(int MilliCores = 1000, long MemoryBytes = 0, int Gpus = 0)
{
    /// <summary>One core and nothing else: what an activity needs unless it says otherwise.</summary>
    public static Resources OneCore { get; } = new();

    /// <summary>Processor cores, for people.</summary>
    public double Cores => MilliCores / 1000.0;

    /// <summary>Whether this fits into what is offered.</summary>
    public bool FitsIn(Resources offered) =>
        MilliCores <= offered.MilliCores && MemoryBytes <= offered.MemoryBytes && Gpus <= offered.Gpus;

    /// <summary>This and the other together.</summary>
    public Resources Plus(Resources other) =>
        new(MilliCores + other.MilliCores, MemoryBytes + other.MemoryBytes, Gpus + other.Gpus);

    /// <summary>This without the other.</summary>
    public Resources Minus(Resources other) =>
        new(MilliCores - other.MilliCores, MemoryBytes - other.MemoryBytes, Gpus - other.Gpus);
}
