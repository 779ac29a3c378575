using System.Text;
using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>
/// Turns references in arguments into paths: the words <c>@agentdir</c>, <c>@workingdir</c>, <c>@outputdir</c> and the
/// exact texts of declared inputs, where an argument begins or right after a '=', up to its end or a '/'. Nothing else
/// is touched.
/// </summary>
internal sealed class ArgumentExpansion
{
    private readonly List<Word> _words;

    internal ArgumentExpansion(Workspace workspace, IReadOnlyList<StagedInput> inputs)
    {
        _words =
        [
            new Word("@agentdir", workspace.AgentDir, workspace.AgentDir),
            new Word("@workingdir", workspace.WorkingDir, workspace.WorkingDir),
            new Word("@outputdir", workspace.OutputDir, workspace.OutputDir),
        ];
        IReadOnlyList<ActivityInput> declared = workspace.Order.Spec.Inputs;
        for (int i = 0; i < inputs.Count; i++)
        {
            Declare(declared[i], inputs[i], workspace.WorkingDir);
        }

        // A declared input may begin with one of the three words, or with another's text: the longest holds.
        _words.Sort((left, right) => right.Text.Length.CompareTo(left.Text.Length));
    }

    /// <summary>The argument as the program gets it.</summary>
    internal string Expand(string argument)
    {
        StringBuilder? expanded = null;
        int copied = 0;
        for (int at = 0; at >= 0 && at < argument.Length; at = After(argument, at))
        {
            if (Match(argument, at) is { } word)
            {
                int end = at + word.Text.Length;
                expanded ??= new StringBuilder();
                expanded.Append(argument, copied, at - copied).Append(end < argument.Length ? word.Below : word.Exact);
                copied = at = end;
            }
        }

        return expanded?.Append(argument, copied, argument.Length - copied).ToString() ?? argument;
    }

    private static int After(string argument, int at)
    {
        int equals = at < argument.Length ? argument.IndexOf('=', at) : -1;
        return equals < 0 ? -1 : equals + 1;
    }

    private Word? Match(string argument, int at)
    {
        foreach (Word word in _words)
        {
            int end = at + word.Text.Length;
            if (string.CompareOrdinal(argument, at, word.Text, 0, word.Text.Length) == 0
                && (end == argument.Length || argument[end] == '/'))
            {
                return word;
            }
        }

        return null;
    }

    private void Declare(ActivityInput input, StagedInput staged, string workingDir)
    {
        if (input.Ref is DataRef.Output { Path.Length: 0 } whole)
        {
            _words.Add(new Word(whole.ToString(), staged.Paths.Count == 1 ? staged.Paths[0] : workingDir, workingDir));
        }
        else if (input.Ref is not DataRef.Relative relative || relative.Path != input.Name)
        {
            // A campaign's own file under its own name is found by that name already.
            string path = Path.Combine(workingDir, input.Name);
            _words.Add(new Word(input.Ref.ToString()!, path, path));
        }
    }

    /// <summary>A text and what it stands for, alone and with a '/' behind it.</summary>
    private sealed record Word(string Text, string Exact, string Below);
}
