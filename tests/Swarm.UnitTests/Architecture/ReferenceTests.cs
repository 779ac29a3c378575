using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Swarm.UnitTests.Architecture;

/// <summary>The arrows between projects are exactly those of ARCHITECTURE.md.</summary>
public sealed class ReferenceTests
{
    private const string AspNet = "Microsoft.AspNetCore.App";

    private static readonly string s_page = SourceTree.Repository.Find("ARCHITECTURE.md")!.Text;

    private static readonly Dictionary<string, AllowedProject> s_allowed = Table(s_page);

    public static TheoryData<string> Projects => [.. Files.Keys];

    private static Dictionary<string, SourceFile> Files { get; } = SourceTree.Repository.Files
        .Where(file => file.IsUnder("src") && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
        .ToDictionary(file => file.Name["Swarm.".Length..]);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_the_table_says(string project)
    {
        Assert.True(s_allowed.ContainsKey(project), $"ARCHITECTURE.md has no row for {project}");
        AllowedProject actual = Read(Files[project].Text);

        Assert.Equal(s_allowed[project].References, actual.References);
        Assert.Equal(s_allowed[project].Packages, actual.Packages);
    }

    [Fact]
    public void The_table_names_only_projects_that_are_there() =>
        Assert.Equal(Files.Keys.Order(StringComparer.Ordinal), s_allowed.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_arrows_say_the_same_as_the_table()
    {
        Dictionary<string, string[]> arrows = Arrows(s_page);

        Assert.Equal(s_allowed.Keys.Order(StringComparer.Ordinal), arrows.Keys.Order(StringComparer.Ordinal));
        Assert.All(arrows, arrow => Assert.Equal(s_allowed[arrow.Key].References, arrow.Value));
    }

    [Fact]
    public void No_project_opens_the_broker_or_the_wire_to_all_its_files() =>
        Assert.DoesNotContain(
            Files, file => Regex.IsMatch(file.Value.Text, @"<Using\s+Include=""Swarm\.(Nats|Protocol)"));

    [Fact]
    public void No_arrow_runs_in_a_circle()
    {
        HashSet<string> done = [];
        while (s_allowed.Keys.FirstOrDefault(CanBeBuilt) is { } next)
        {
            done.Add(next);
        }

        Assert.Equal(s_allowed.Count, done.Count);

        bool CanBeBuilt(string name) => !done.Contains(name) && s_allowed[name].References.All(done.Contains);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(SourceTree.Root, "Swarm.sln"));

        Assert.All(
            SourceTree.Repository.Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal)
                && (file.IsUnder("src") || file.IsUnder("tests"))),
            file => Assert.Contains(file.Path.Replace('/', '\\'), solution));
    }

    [Fact]
    public void A_wrong_reference_is_seen()
    {
        AllowedProject project = Read(
            $"""
            <Project>
              <ItemGroup>
                <ProjectReference Include="../Swarm.Nats/Swarm.Nats.csproj" />
                <ProjectReference Include="..\Swarm.Model\Swarm.Model.csproj" />
                <PackageReference Include="Polly.Core" />
                <FrameworkReference Include="{AspNet}" />
              </ItemGroup>
            </Project>
            """);

        Assert.Equal(["Model", "Nats"], project.References);
        Assert.Equal(["ASP.NET", "Polly.Core"], project.Packages);
        AllowedProject row = Table("| Project | References | Packages |\n|-|-|-|\n| **A** | B, `C` | none |")["A"];
        Assert.Equal(["B", "C"], row.References);
        Assert.Empty(row.Packages);
    }

    private static AllowedProject Read(string project)
    {
        XElement[] items =
            [.. XDocument.Parse(project).Descendants().Where(item => item.Attribute("Include") is not null)];
        return new AllowedProject(
            Sorted(Included(items, "ProjectReference")
                .Select(path => Regex.Match(path, @"Swarm\.(\w+)\.csproj$").Groups[1].Value)),
            Sorted(Included(items, "PackageReference").Concat(Included(items, "FrameworkReference"))
                .Select(name => name == AspNet ? "ASP.NET" : name)));
    }

    private static IEnumerable<string> Included(XElement[] items, string kind) =>
        items.Where(item => item.Name.LocalName == kind).Select(item => item.Attribute("Include")!.Value);

    private static Dictionary<string, AllowedProject> Table(string page) =>
        MarkdownTable.In(page, "Project", "References", "Packages").ToDictionary(
            row => Words(row["Project"])[0].Replace("Swarm.", "", StringComparison.Ordinal),
            row => new AllowedProject(Words(row["References"]), Words(row["Packages"])));

    private static Dictionary<string, string[]> Arrows(string page) =>
        Regex.Matches(
            page,
            @"^(?<from>Swarm\.\w+(, Swarm\.\w+)*) *(->|:) *(?<to>\w+(, \w+)*)",
            RegexOptions.Multiline)
        .SelectMany(match => Words(match.Groups["from"].Value).Select(from => (
            From: from.Replace("Swarm.", "", StringComparison.Ordinal),
            To: Words(match.Groups["to"].Value).Where(s_allowed.ContainsKey).ToArray())))
        .ToDictionary(arrow => arrow.From, arrow => arrow.To);

    /// <summary>The words of a cell; a dash or "none" is no word.</summary>
    private static string[] Words(string cell) =>
        Sorted(cell.Split(',').Select(word => word.Trim('`', ' '))
            .Where(word => word.Length > 0 && word is not ("–" or "-" or "none")));

    private static string[] Sorted(IEnumerable<string> words) => [.. words.Order(StringComparer.Ordinal)];
}
