namespace Swarm.Model;

/// <summary>
/// Finds everything that is wrong with one activity, and fills in what follows from what its author wrote.
/// </summary>
internal sealed class ActivityCheck(ActivitySpec activity, ProblemList problems)
{
    private const int MaxArgumentBytes = 128 * 1024 - 1;
    private const int MaxArgumentsBytes = 1024 * 1024;
    private const int MaxRetries = 1000;

    /// <summary>Checks the activity; the answer is the activity with its placement settled.</summary>
    internal ActivitySpec Run()
    {
        CheckName();
        CheckArguments();
        CheckNumbers();
        CheckInputs();
        CheckOutputs();
        CheckFolder(activity.WorkingDirectory, NamedFolder.WorkingDir, "working directory");
        CheckFolder(activity.OutputDirectory, NamedFolder.OutputDir, "output directory");
        return Place();
    }

    private void CheckName()
    {
        if (Names.ProblemOf(activity.Name) is { } problem)
        {
            Add($"its name {problem}", "give it a short name in plain characters");
        }

        if (!Names.IsToken(activity.Plugin, AgentId.MaxLength))
        {
            Add($"'{Printable.Of(activity.Plugin)}' is no plugin's name", "'swarm plugin list' shows what there is");
        }
    }

    private void CheckArguments()
    {
        long total = 0;
        foreach (string argument in activity.Arguments)
        {
            int bytes = System.Text.Encoding.UTF8.GetByteCount(argument);
            total += bytes;
            if (bytes > MaxArgumentBytes)
            {
                Add(
                    $"an argument has {bytes} bytes; {MaxArgumentBytes} are allowed",
                    "put it in a file and .Reads(...) that");
            }

            if (argument.Contains('\0'))
            {
                Add("an argument contains a NUL character", "take it out");
            }
        }

        if (total > MaxArgumentsBytes)
        {
            Add(
                $"its arguments have {total} bytes; {MaxArgumentsBytes} are allowed",
                "put them in a file and .Reads(...) that");
        }

        foreach ((string key, string value) in activity.Environment)
        {
            if (key.Length == 0 || key.Contains('=') || key.Contains('\0') || value.Contains('\0'))
            {
                Add($"'{Printable.Of(key)}' is no environment variable", "use a name without '=' and NUL");
            }
        }
    }

    private void CheckNumbers()
    {
        Resources needs = activity.Resources;
        if (needs.MilliCores <= 0 || needs.MemoryBytes < 0 || needs.Gpus < 0)
        {
            Add(
                $"it needs {needs.Cores} cores, {needs.MemoryBytes} bytes and {needs.Gpus} GPUs",
                "needs are positive; leave out what does not matter");
        }

        if (activity.Retries is < 0 or > MaxRetries)
        {
            Add($"it is retried {activity.Retries} times", $"use 0 to {MaxRetries}");
        }

        if (activity.TimeLimit is { } limit && limit <= TimeSpan.Zero)
        {
            Add($"it may run for {limit}", "a time limit is positive");
        }

        if (activity.ExpectedTime is { } expected && expected < TimeSpan.Zero)
        {
            Add($"it is expected to run for {expected}", "an expected time is not negative");
        }
    }

    private void CheckInputs()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ActivityInput input in activity.Inputs)
        {
            bool whole = input.Ref is DataRef.Output { Path.Length: 0 };
            if (input.Ref is DataRef.Folder folder && folder.Path.Length == 0)
            {
                Add($"it reads '{folder}', a whole folder", "name a file or folder in it");
            }
            else if (input.Name.Length == 0 && !whole)
            {
                Add($"its input '{Printable.Of(input.Ref.ToString())}' has no name", "name a file or folder");
            }
            else if (input.Name.Length > 0 && !names.Add(input.Name))
            {
                Add($"two inputs are called '{Printable.Of(input.Name)}'", "give one another name with .As(\"name\")");
            }

            CheckPlace(input.Ref, "reads");
            CheckInputName(input.Name);
        }
    }

    private void CheckPlace(DataRef reference, string verb)
    {
        if (reference is DataRef.At at && at.Place == Placement.Anywhere)
        {
            Add($"it {verb} '{Printable.Of(at.ToString())}', which names no agent", "write AGENT://path");
        }
    }

    private void CheckInputName(string name)
    {
        try
        {
            if (RefPath.Normalize(name, name) != name)
            {
                Add($"'{Printable.Of(name)}' is no plain path", "write it without '.', '..' and doubled '/'");
            }
        }
        catch (FormatException bad)
        {
            Add(bad.Message, "use a path below the working directory");
        }
    }

    private void CheckOutputs()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (DataRef output in activity.Outputs)
        {
            CheckPlace(output, "writes");
            if (output is DataRef.Uri or DataRef.Output)
            {
                Add(
                    $"it writes '{Printable.Of(output.ToString())}'",
                    "write to a folder of the agent or to AGENT://path");
            }
            else if (output is DataRef.At { IsAbsolute: true })
            {
                Add($"it writes '{output}', outside the agent's root", "write AGENT://path without the third '/'");
            }
            else if (output.BaseName.Length == 0)
            {
                Add($"it writes '{output}', a whole folder", "name a file or folder in it");
            }
            else if (!names.Add(output.BaseName))
            {
                Add($"two outputs are called '{output.BaseName}'", "give one another name");
            }
        }
    }

    private void CheckFolder(DataRef? folder, NamedFolder role, string what)
    {
        bool valid = folder switch
        {
            null => true,
            DataRef.Folder named =>
                named.Root < role && (named.Root == NamedFolder.WorkingDir || named.Path.Length > 0),
            DataRef.Relative => role == NamedFolder.OutputDir,
            _ => false,
        };
        if (!valid)
        {
            Add(
                $"its {what} is '{Printable.Of(folder!.ToString())}'",
                role == NamedFolder.WorkingDir ? "use @agentdir/PATH" : "use @agentdir/PATH, @workingdir/PATH or PATH");
        }
    }

    private ActivitySpec Place()
    {
        foreach (DataRef.At output in activity.Outputs.OfType<DataRef.At>())
        {
            if (activity.Placement == Placement.Anywhere)
            {
                return activity with { Placement = output.Place };
            }

            if (activity.Placement != output.Place)
            {
                Add(
                    $"it runs on '{activity.Placement}' but writes at '{output.Place}'",
                    $"let it run there, or publish with a transfer to '{output}'");
            }
        }

        return activity;
    }

    private void Add(string what, string remedy) => problems.Add(activity.Name, what, remedy);
}
