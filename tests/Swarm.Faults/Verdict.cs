namespace Swarm.Faults;

/// <summary>How one test ended with one seed.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Build">Which build of the daemons it was done to.</param>
/// <param name="Held">Whether everything that must be true was.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Why">What was not true; empty when it held.</param>
/// <param name="Figures">What was measured on the way.</param>
internal sealed record Verdict(
    string Test,
    int Seed,
    string Build,
    bool Held,
    double Seconds,
    string Why,
    IReadOnlyDictionary<string, double> Figures);
