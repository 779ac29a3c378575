using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.Model;
using Swarm.Plugins;
using Xunit;

namespace Swarm.UnitTests.Execution;

public sealed class ArgumentExpansionTests
{
    private static readonly Workspace s_workspace = WorkspaceOf(new ActivitySpec
    {
        Name = "use",
        Plugin = "shell",
        OutputDirectory = DataRef.Parse("@agentdir/out"),
        Inputs =
        [
            ActivityInput.Of(DataRef.Parse("activity://make")),
            ActivityInput.Of(DataRef.Parse("activity://make/d/x")),
            ActivityInput.Of(DataRef.Parse("B://tools/run.sh")),
            ActivityInput.Of(DataRef.Parse("data/in.txt")),
            new ActivityInput(DataRef.Parse("other.txt"), "renamed.txt"),
            ActivityInput.Of(DataRef.Parse("@agentdir/shared")),
        ],
    });

    private static readonly ArgumentExpansion s_expansion = new(
        s_workspace,
        [
            Staged(0, "d", "e"), Staged(1, "x"), Staged(2, "run.sh"), Staged(3, "data/in.txt"),
                Staged(4, "renamed.txt"),
            Staged(5, "shared"),
        ]);

    private static readonly string[] s_pieces =
    [
        "@agentdir", "@workingdir", "@outputdir", "@agentdirx", "@", "=", "==", "/", "/a b", "..", "activity://make",
            "d/x",
        "activity://make/d", "B://tools/run.sh", "other.txt", "data/in.txt", "x", "$HOME", "--in", " ", "é", "\n", "",
    ];

    public static TheoryData<string, string> Cases => new()
    {
        { "@agentdir", "A" },
        { "@agentdir/x", "A/x" },
        { "@agentdirx", "@agentdirx" },
        { "x@agentdir", "x@agentdir" },
        { " @agentdir", " @agentdir" },
        { "--out=@outputdir/x", "--out=A/out/x" },
        { "a=b=@workingdir", "a=b=W" },
        { "@workingdir=@agentdir", "@workingdir=A" },
        { "activity://make", "W" },
        { "activity://make/d/x", "W/x" },
        { "activity://make/e", "W/e" },
        { "activity://maker", "activity://maker" },
        { "B://tools/run.sh", "W/run.sh" },
        { "b://tools/run.sh", "b://tools/run.sh" },
        { "data/in.txt", "data/in.txt" },
        { "other.txt", "W/renamed.txt" },
        { "-f=other.txt", "-f=W/renamed.txt" },
        { "another.txt", "another.txt" },
        { "@agentdir/shared", "W/shared" },
        { "@agentdir/shared/x", "W/shared/x" },
        { "@agentdir/sharedx", "A/sharedx" },
        { "@agentdir/../../x", "A/../../x" },
        { "@AGENTDIR/x", "@AGENTDIR/x" },
        { "", "" },
        { "=", "=" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void References_become_paths_where_a_word_begins(string argument, string expected)
    {
        string path = expected.Replace("=W", "=" + s_workspace.WorkingDir, StringComparison.Ordinal)
            .Replace("=A", "=" + s_workspace.AgentDir, StringComparison.Ordinal);
        path = path.StartsWith('W') ? s_workspace.WorkingDir + path[1..]
            : path.StartsWith('A') ? s_workspace.AgentDir + path[1..] : path;

        Assert.Equal(path, s_expansion.Expand(argument));
    }

    [Fact]
    public void Nothing_else_is_touched()
    {
        Arbitrary<string> arguments = Gen.Elements(s_pieces).ListOf().Select(string.Concat).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(arguments, argument =>
            s_expansion.Expand(argument) == ExpandPieces(argument.Split('='))));
    }

    // The rule again, told in another way: each piece between '=' on its own, the longest text first.
    private static string ExpandPieces(string[] pieces) =>
        string.Join('=', pieces.Select((piece, i) => ExpandWord(piece, isLast: i == pieces.Length - 1)));

    private static string ExpandWord(string word, bool isLast)
    {
        (string Text, string Path)[] known =
        [
            ("activity://make/d/x", s_workspace.WorkingDir + "/x"),
                ("B://tools/run.sh", s_workspace.WorkingDir + "/run.sh"),
            ("@agentdir/shared", s_workspace.WorkingDir + "/shared"), ("activity://make", s_workspace.WorkingDir),
            ("@workingdir", s_workspace.WorkingDir), ("@outputdir", s_workspace.OutputDir),
            ("@agentdir", s_workspace.AgentDir), ("other.txt", s_workspace.WorkingDir + "/renamed.txt"),
        ];
        foreach ((string text, string path) in known)
        {
            if ((isLast && word == text) || word.StartsWith(text + "/", StringComparison.Ordinal))
            {
                return path + word[text.Length..];
            }
        }

        return word;
    }

    private static StagedInput Staged(int index, params string[] names) => new(
        s_workspace.Order.Spec.Inputs[index].Ref,
            [.. names.Select(name => Path.Combine(s_workspace.WorkingDir, name))]);

    private static Workspace WorkspaceOf(ActivitySpec spec)
    {
        ActivitySpec make = new()
        {
            Name = "make",
            Plugin = "shell",
            Outputs =
            [DataRef.Parse("d"), DataRef.Parse("e")]
        };
        CarriedFile[] files =
        [
            new("data/in.txt", 1, default, false), new("other.txt", 1, default, false),
        ];
        CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse("c"), "c", [make, spec], files);
        RunOrder order = new(new ActivityId(graph.Id, 1), Attempt.First, graph, new Dictionary<int, ProducedOutput>());
        return new Workspace(new AgentFolders("/agent"), order, new ContentPins().Begin());
    }
}
