namespace Swarm.Sdk.Authoring;

/// <summary>Turns one draft into what travels, noting everything in it that cannot be read.</summary>
internal sealed class ActivityFreezer(Activity activity, List<CampaignProblem> problems)
{
    private readonly ActivityDraft _draft = activity.Draft;

    /// <summary>The activity as it travels, without the words that were wrong.</summary>
    internal ActivitySpec Freeze()
    {
        IReadOnlyList<string> arguments = Words();
        return new ActivitySpec
        {
            Name = _draft.Name,
            Plugin = _draft.Plugin,
            Arguments = arguments,
            Options = _draft.Options,
            Environment = _draft.Environment,
            Inputs = Inputs(arguments),
            Outputs = [.. _draft.Outputs.Select(Reference).OfType<DataRef>()],
            After = After(),
            WorkingDirectory = Folder(_draft.WorkingDirectory),
            OutputDirectory = Folder(_draft.OutputDirectory),
            Placement = Read(() => Placement.Parse(_draft.Place), "name an agent or a tag") ?? Placement.Anywhere,
            Resources = Needs(),
            Retries = _draft.Retries,
            TimeLimit = _draft.TimeLimit,
            ExpectedTime = _draft.ExpectedTime,
        };
    }

    private Resources Needs()
    {
        Resources plain = Read(_draft.Needs.WithoutMemory, "write cores as a number") ?? Resources.OneCore;
        return Read(() => _draft.Needs.WithMemory(plain), "write it with a unit, such as \"2 GiB\"") ?? plain;
    }

    private IReadOnlyList<string> Words()
    {
        if (_draft.Line is not { } line)
        {
            return _draft.Arguments;
        }

        IReadOnlyList<string>? words = Read(() => ShellWords.Split(line), "correct the command line");
        if (words is { Count: 0 })
        {
            Add("its command line is empty", "name a program");
        }

        return words ?? [];
    }

    private List<ActivityInput> Inputs(IReadOnlyList<string> arguments)
    {
        List<ActivityInput> inputs = [.. _draft.Inputs.Select(InputOf).OfType<ActivityInput>().Distinct()];
        CheckMentions(arguments);
        foreach (DataRef.Output mention in OutputMentions.In(arguments))
        {
            bool isRead = inputs.Select(input => input.Ref).OfType<DataRef.Output>()
                .Any(read => read.Activity == mention.Activity && RefPath.IsWithin(mention.Path, read.Path));
            if (!isRead)
            {
                inputs.Add(ActivityInput.Of(mention));
            }
        }

        return inputs;
    }

    /// <summary>
    /// An output that is mentioned where nobody replaces it would reach the program as it is written.
    /// </summary>
    private void CheckMentions(IReadOnlyList<string> arguments)
    {
        bool byShell = _draft.Options.ContainsKey(Campaign.ShellOption);
        IEnumerable<string> lost = (byShell ? OutputMentions.In(arguments).Select(mention => mention.ToString())
            : OutputMentions.OutOfPlace(arguments))
            .Concat(OutputMentions.In(_draft.Environment.Values).Select(mention => mention.ToString()));
        foreach (string mention in lost)
        {
            Add(
                $"'{Printable.Of(mention)}' stands where it is not replaced by a path",
                "let it begin a word or follow a '=', or .Reads(...) it and use its name in the working directory");
        }
    }

    private ActivityInput? InputOf(InputDraft input) => Reference(input.Input.Reference) switch
    {
        null => null,
        { } reference when input.Input.Name is { } name => new ActivityInput(reference, name, input.IsScript),
        { } reference when input.IsScript => new ActivityInput(reference, reference.BaseName, Executable: true),
        { } reference => ActivityInput.Of(reference),
    };

    private List<string> After()
    {
        foreach (Activity stranger in _draft.After.Where(other => other.Campaign != activity.Campaign))
        {
            Add(
                $"it comes after '{Printable.Of(stranger.Name, 60)}', an activity of another campaign",
                "an activity can only wait for others of its own campaign");
        }

        return [.. _draft.After.Where(other => other.Campaign == activity.Campaign).Select(
            other => other.Name).Distinct()];
    }

    private DataRef? Folder(string? text) => text is null ? null : Reference(text);

    private DataRef? Reference(string text) => Read(() => DataRef.Parse(text ?? ""), "correct the reference");

    private T? Read<T>(Func<T> read, string remedy)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FormatException bad)
        {
            Add(bad.Message, remedy);
            return null;
        }
    }

    private void Add(string what, string remedy) => problems.Add(new CampaignProblem(_draft.Name, what, remedy));
}
