namespace Swarm.Model;

/// <summary>Something an activity needs before it can run.</summary>
/// <param name="Ref">What it is.</param>
/// <param name="Name">
/// Its path below the working directory; empty for a whole <see cref="DataRef.Output"/>, whose files keep their own.
/// </param>
/// <param name="Executable">Whether it is made executable, as a script is.</param>
public sealed record ActivityInput(DataRef Ref, string Name, bool Executable = false)
{
    /// <summary>An input under its usual name.</summary>
    public static ActivityInput Of(DataRef reference, bool executable = false) =>
        new(reference, reference is DataRef.Relative relative ? relative.Path : reference.BaseName, executable);
}
