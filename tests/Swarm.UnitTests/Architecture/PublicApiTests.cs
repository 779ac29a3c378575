using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Swarm.UnitTests.Architecture;

/// <summary>
/// What others can call is written down, so that a change of it is seen in review. <c>SWARM_REWRITE=1</c> writes it
/// anew.
/// </summary>
public sealed class PublicApiTests
{
    private const string Folder = "tests/Swarm.UnitTests/Architecture/PublicApi";

    public static TheoryData<string> Assemblies => [.. SourceTree.Repository.Files
        .Where(file => file.IsUnder("src") && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(file => Regex.Match(file.Text, "<AssemblyName>(.+?)</AssemblyName>") is { Success: true } match
            ? match.Groups[1].Value : file.Name)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_one_written_down(string assembly)
    {
        string path = Path.Combine(SourceTree.Root, Folder, assembly + ".txt");
        string[] actual = [.. ApiListing.Of(Assembly.Load(assembly).GetExportedTypes())];
        if (Environment.GetEnvironmentVariable("SWARM_REWRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        Assert.True(File.Exists(path),
            $"{Folder}/{assembly}.txt is missing. Run these tests once with SWARM_REWRITE=1.");
        string[] written = File.ReadAllLines(path);
        IEnumerable<string> gone = written.Except(actual).Select(line => "- " + line);
        string difference = string.Join('\n', gone.Concat(actual.Except(written).Select(line => "+ " + line)));
        Assert.True(written.SequenceEqual(actual),
            $"{assembly} changed. If it should, run with SWARM_REWRITE=1.\n{difference}");
    }

    [Fact]
    public void A_listing_shows_what_a_caller_must_know()
    {
        string[] listing = [.. ApiListing.Of([typeof(Sample<>), typeof(ISample), typeof(Choice)])];

        Assert.Equal(
            [
                "enum Swarm.UnitTests.Architecture.PublicApiTests.Choice",
                "  No = 0",
                "  Yes = 1",
                "interface Swarm.UnitTests.Architecture.PublicApiTests.ISample",
                "  int Count { get; }",
                "abstract class Swarm.UnitTests.Architecture.PublicApiTests.Sample<T>"
                    + " : Swarm.UnitTests.Architecture.PublicApiTests.ISample",
                "  const string Word",
                "  int Count { get; init; }",
                "  protected PublicApiTests.Sample<T>(string? name, params int[] rest)",
                "  virtual Task<List<string?>> RunAsync<TOther>(in T first, CancellationToken stop = default)",
            ],
            listing);
    }

    /// <summary>A public enum, for the listing's own test.</summary>
    public enum Choice
    {
        No,
        Yes,
    }

    /// <summary>A public interface, for the listing's own test.</summary>
    public interface ISample
    {
        int Count { get; }
    }

    /// <summary>A public class, for the listing's own test.</summary>
    public abstract class Sample<T> : ISample
    {
        public const string Word = "word";

        protected Sample(string? name, params int[] rest)
        {
        }

        public int Count { get; init; }

        public virtual Task<List<string?>> RunAsync<TOther>(in T first, CancellationToken stop = default) =>
            throw new NotSupportedException(typeof(TOther).Name);

        private protected int Hidden() => Count;
    }
}
