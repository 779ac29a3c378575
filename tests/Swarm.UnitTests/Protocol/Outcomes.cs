using FsCheck;
using FsCheck.Fluent;
using Swarm.Model;
using Swarm.UnitTests.Wire;

namespace Swarm.UnitTests.Protocol;

/// <summary>Generators of how attempts end and what they leave behind.</summary>
internal static class Outcomes
{
    internal static Gen<OutputManifest> Manifests { get; } = Gen.OneOf(
        Files.ArrayOf().Select(files => OutputManifest.Of(files.DistinctBy(file => file.Path))),
        Gen.Constant(OutputManifest.Of(Enumerable.Range(0, OutputManifest.MaxInline).Select(FileAt))),
        Gen.Constant(OutputManifest.Of(Enumerable.Range(0, OutputManifest.MaxInline + 1).Select(FileAt))));

    internal static Gen<ActivityOutcome> All { get; } = Gen.OneOf(
        from outputs in Manifests
        from figures in Figures
        select (ActivityOutcome)new ActivityOutcome.Succeeded(outputs, figures),
        from code in Codes
        from message in Nouns.Texts
        from figures in Figures
        select (ActivityOutcome)new ActivityOutcome.Failed(code, message, figures),
        from code in Codes
        from message in Nouns.Texts
        from missing in Gen.Choose(-1, 9)
        select (ActivityOutcome)new ActivityOutcome.Released(code, message, missing));

    private static Gen<OutputFile> Files =>
        from folder in Gen.Elements("", "out/", "tief/ä 漢/")
        from number in Gen.Choose(0, 50)
        from size in Gen.Choose(0, int.MaxValue)
        from digest in Nouns.Digests
        from executable in Gen.Elements(true, false)
        select new OutputFile($"{folder}{number}", size, digest, executable);

    private static OutputFile FileAt(int number) => new($"many/{number}", number, default, false);

    private static Gen<ErrorCode> Codes => Gen.Elements(Enum.GetValues<ErrorCode>());

    private static Gen<RunFigures> Figures =>
        from staged in Nouns.Longs
        from staging in Nouns.Longs
        from run in Nouns.Longs
        from keep in Nouns.Longs
        select new RunFigures(staged, staging, run, keep);
}
