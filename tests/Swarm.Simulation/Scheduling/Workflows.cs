using Swarm.Core;
using Swarm.Sdk.Formats;

namespace Swarm.Simulation.Scheduling;

/// <summary>
/// Workflows of several shapes, drawn from a seed, as WfFormat instances. The shapes are those of well-known
/// applications; their figures are drawn, none is a recording.
/// </summary>
public static class Workflows
{
    /// <summary>The shapes there are.</summary>
    public static IReadOnlyList<string> Shapes { get; } =
        ["chain", "bag", "fork-join", "montage", "pipelines", "layered", "broadcast"];

    /// <summary>Draws a workflow.</summary>
    /// <param name="shape">One of <see cref="Shapes"/>.</param>
    /// <param name="tasks">About how many tasks it has.</param>
    /// <param name="load">How long its tasks run and how large their files are.</param>
    /// <param name="seed">Where its figures come from.</param>
    public static WfInstance Draw(string shape, int tasks, WorkflowLoad load, ulong seed)
    {
        WorkflowDraft draft = new(load, new Rng(seed));
        switch (shape)
        {
            case "chain":
                Chain(draft, tasks);
                break;
            case "bag":
                Add(draft, "work", tasks, []);
                break;
            case "fork-join":
                ForkJoin(draft, tasks);
                break;
            case "montage":
                Montage(draft, Math.Max(2, tasks / 6));
                break;
            case "pipelines":
                Pipelines(draft, Math.Max(1, tasks / 6));
                break;
            case "layered":
                Layered(draft, tasks);
                break;
            case "broadcast":
                string[] made = Add(draft, "calibrate", 1, []);
                Add(draft, "merge", 1, Add(draft, "apply", Math.Max(1, tasks - 2), made));
                break;
            default:
                throw new ArgumentException($"there is no shape '{shape}'", nameof(shape));
        }

        return draft.Finish($"{shape}-{tasks}-{seed}");
    }

    private static string[] Add(WorkflowDraft draft, string name, int count, string[] parents) =>
        [.. Enumerable.Range(0, count).Select(_ => draft.Add(name, parents))];

    private static void Chain(WorkflowDraft draft, int tasks)
    {
        string[] last = [];
        for (int i = 0; i < tasks; i++)
        {
            last = Add(draft, $"step{i % 5}", 1, last);
        }
    }

    private static void ForkJoin(WorkflowDraft draft, int tasks)
    {
        const int Stages = 3;
        int width = Math.Max(1, tasks / Stages - 2);
        string[] last = [];
        for (int stage = 0; stage < Stages; stage++)
        {
            string[] fork = Add(draft, "split", 1, last);
            last = Add(draft, "join", 1, Add(draft, $"work{stage}", width, fork));
        }
    }

    // Project each image, fit each pair of neighbours, one model of all, correct each image, add them up.
    private static void Montage(WorkflowDraft draft, int images)
    {
        string[] projected = Add(draft, "project", images, []);
        string[] fits = [.. Enumerable.Range(0, images * 3).Select(i => draft.Add(
            "difffit", [projected[i % images], projected[(i % images + 1 + i / images) % images]]))];
        string[] model = Add(draft, "bgmodel", 1, Add(draft, "concatfit", 1, [.. fits.Distinct()]));
        string[] corrected = [.. projected.Select(image => draft.Add("background", [image, .. model]))];
        string[] sum = Add(draft, "add", 1, Add(draft, "imgtbl", 1, corrected));
        Add(draft, "jpeg", 1, Add(draft, "shrink", 1, sum));
    }

    // Several lanes: split, filter each piece in four steps, merge; then one merge of all lanes.
    private static void Pipelines(WorkflowDraft draft, int pieces)
    {
        const int Lanes = 2;
        string[] steps = ["filter", "convert", "map", "sort"];
        List<string> merged = [];
        for (int lane = 0; lane < Lanes; lane++)
        {
            string[] split = Add(draft, "split", 1, []);
            List<string> ends = [];
            for (int piece = 0; piece < Math.Max(1, pieces * 6 / (Lanes * steps.Length)); piece++)
            {
                ends.Add(steps.Aggregate(split[0], (before, step) => draft.Add(step, [before])));
            }

            merged.Add(draft.Add("merge", [.. ends]));
        }

        Add(draft, "index", 1, [.. merged]);
    }

    private static void Layered(WorkflowDraft draft, int tasks)
    {
        List<string> before = [];
        for (int made = 0; made < tasks;)
        {
            int width = 1 + (int)draft.Rng.Below(Math.Max(1, Math.Min(tasks - made, tasks / 6)));
            List<string> layer = [];
            for (int i = 0; i < width; i++)
            {
                int parents = before.Count == 0 ? 0 : 1 + (int)draft.Rng.Below(Math.Min(3, before.Count));
                HashSet<string> chosen =
                    [.. Enumerable.Range(0, parents).Select(_ => before[(int)draft.Rng.Below(before.Count)])];
                layer.Add(draft.Add($"kind{draft.Rng.Below(4)}", [.. chosen]));
            }

            made += width;
            before = layer;
        }
    }
}
