using Swarm.Sdk.Authoring;

namespace Swarm.Sdk;

/// <summary>
/// One step of a campaign while it is being written. Every verb answers the activity itself; what is wrong is reported
/// all at once when the campaign is dispatched.
/// </summary>
public sealed class Activity
{
    private readonly ActivityDraft _draft;

    internal Activity(Campaign campaign, ActivityDraft draft)
    {
        Campaign = campaign;
        _draft = draft;
        Output = new Output(draft.Name);
    }

    /// <summary>Its name, unique in the campaign.</summary>
    public string Name => _draft.Name;

    /// <summary>What it will leave behind: data and dependency in one word.</summary>
    public Output Output { get; }

    internal Campaign Campaign { get; }

    internal ActivityDraft Draft => _draft;

    /// <summary>Names what it reads; each input lies in its working directory before it starts.</summary>
    /// <param name="inputs">References as text, or outputs of other activities, which it then waits for.</param>
    public Activity Reads(params Input[] inputs)
    {
        _draft.Inputs.AddRange(inputs.Select(input => new InputDraft(input)));
        return this;
    }

    /// <summary>Names what it leaves behind; one that is missing at the end is a failure.</summary>
    /// <param name="outputs">
    /// Files or folders: a path in the output directory, <c>@agentdir/…</c>, or <c>AGENT://…</c>.
    /// </param>
    public Activity Writes(params string[] outputs)
    {
        _draft.Outputs.AddRange(outputs);
        return this;
    }

    /// <summary>Sets the working directory, by default <c>@agentdir/NAME</c>.</summary>
    public Activity WorksIn(string folder)
    {
        _draft.WorkingDirectory = folder;
        return this;
    }

    /// <summary>Sets the directory in which relative outputs lie, by default the working directory.</summary>
    public Activity LeavesIn(string folder)
    {
        _draft.OutputDirectory = folder;
        return this;
    }

    /// <summary>Waits for activities although no data comes from them.</summary>
    public Activity After(params Activity[] activities)
    {
        _draft.After.AddRange(activities);
        return this;
    }

    /// <summary>Says what it needs while it runs.</summary>
    /// <param name="cores">Processor cores; fractions are allowed.</param>
    /// <param name="memory">Memory with its unit, such as <c>"2 GiB"</c> or <c>"500 MB"</c>; null for no wish.</param>
    /// <param name="gpus">Whole accelerators.</param>
    public Activity Needs(double cores = 1, string? memory = null, int gpus = 0)
    {
        _draft.Needs = new NeedsDraft(cores, memory, gpus);
        return this;
    }

    /// <summary>Says where it runs.</summary>
    /// <param name="place">The name or an alias of an agent, or <c>tag:NAME</c>.</param>
    public Activity On(string place)
    {
        _draft.Place = place;
        return this;
    }

    /// <summary>Tries it again after a failure of its own; what the machines do wrong does not count.</summary>
    /// <param name="times">How often, 0 to 1000.</param>
    public Activity Retry(int times)
    {
        _draft.Retries = times;
        return this;
    }

    /// <summary>Limits how long one attempt may run.</summary>
    public Activity Within(TimeSpan limit)
    {
        _draft.TimeLimit = limit;
        return this;
    }

    /// <summary>Says how long it is expected to run on an agent of speed 1: the longest way is started first.</summary>
    public Activity Takes(TimeSpan expected)
    {
        _draft.ExpectedTime = expected;
        return this;
    }

    /// <summary>Sets a variable of its program's environment.</summary>
    public Activity Env(string name, string value)
    {
        _draft.Environment[name] = value;
        return this;
    }

    /// <summary>Sets an option of its plugin.</summary>
    public Activity With(string option, string value)
    {
        _draft.Options[option] = value;
        return this;
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
