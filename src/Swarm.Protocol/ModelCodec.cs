using Google.Protobuf;
using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>
/// Translates the small nouns between the model and the wire. What comes from outside is checked here: a decoded noun
/// keeps the model's promises, and a message that cannot be one is a <see cref="FormatException"/>.
/// </summary>
public static class ModelCodec
{
    /// <summary>To the wire.</summary>
    public static V1.Digest Encode(Digest digest) =>
        new() { Sha256 = UnsafeByteOperations.UnsafeWrap(digest.ToArray()) };

    /// <summary>From the wire.</summary>
    /// <exception cref="FormatException">It is missing or has not 32 bytes.</exception>
    public static Digest Decode(V1.Digest? wire) => wire?.Sha256.Length == Digest.SizeBytes
        ? new Digest(wire.Sha256.Span)
        : throw new FormatException(
            wire is null ? "a digest is missing" : $"a digest has {wire.Sha256.Length} bytes, not {Digest.SizeBytes}");

    /// <summary>To the wire.</summary>
    public static V1.Resources Encode(Resources resources) => new()
    {
        MilliCores = resources.MilliCores,
        MemoryBytes = resources.MemoryBytes,
        Gpus = resources.Gpus,
    };

    /// <summary>From the wire; whether the amounts make sense is judged where they are used.</summary>
    public static Resources Decode(V1.Resources wire) => new(wire.MilliCores, wire.MemoryBytes, wire.Gpus);

    /// <summary>To the wire.</summary>
    public static V1.RunFigures Encode(RunFigures figures) => new()
    {
        StagedBytes = figures.StagedBytes,
        StagingMicros = figures.StagingMicros,
        RunMicros = figures.RunMicros,
        KeepMicros = figures.KeepMicros,
    };

    /// <summary>From the wire; nothing was measured when it is missing.</summary>
    /// <exception cref="FormatException">A figure is negative.</exception>
    public static RunFigures Decode(V1.RunFigures? wire)
    {
        if (wire is null)
        {
            return RunFigures.None;
        }

        return wire is { StagedBytes: >= 0, StagingMicros: >= 0, RunMicros: >= 0, KeepMicros: >= 0 }
            ? new RunFigures(wire.StagedBytes, wire.StagingMicros, wire.RunMicros, wire.KeepMicros)
            : throw new FormatException("a run's figures are negative");
    }

    /// <summary>To the wire.</summary>
    public static V1.ActivityState Encode(ActivityState state) => (V1.ActivityState)state;

    /// <summary>From the wire.</summary>
    /// <exception cref="FormatException">This version knows no such state.</exception>
    public static ActivityState Decode(V1.ActivityState wire) =>
        (ActivityState)wire is >= ActivityState.Created and <= ActivityState.Skipped
            ? (ActivityState)wire
            : throw new FormatException($"{(int)wire} is no activity state");

    /// <summary>To the wire.</summary>
    public static V1.OutputFile Encode(OutputFile file) => new()
    {
        Path = file.Path,
        SizeBytes = (ulong)file.SizeBytes,
        Digest = Encode(file.Digest),
        Executable = file.Executable,
    };

    /// <summary>From the wire.</summary>
    /// <exception cref="FormatException">Its path is not plain, or its size or digest is impossible.</exception>
    public static OutputFile Decode(V1.OutputFile wire) =>
        new(PlainPath(wire.Path), Size(wire.SizeBytes), Decode(wire.Digest), wire.Executable);

    /// <summary>From the wire.</summary>
    /// <exception cref="FormatException">Its path is not plain, or its size or digest is impossible.</exception>
    public static CarriedFile Decode(V1.CarriedFile wire) =>
        new(PlainPath(wire.Path), Size(wire.SizeBytes), Decode(wire.Digest), wire.Executable);

    private static string PlainPath(string path) => path.Length > 0 && RefPath.Normalize(path, path) == path
        ? path
        : throw new FormatException($"'{Printable.Of(path)}' is no plain path");

    private static long Size(ulong sizeBytes) => sizeBytes <= long.MaxValue
        ? (long)sizeBytes
        : throw new FormatException($"{sizeBytes} bytes are more than there can be");
}
