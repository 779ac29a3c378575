using System.Runtime.CompilerServices;
using Swarm.Sdk.Authoring;

namespace Swarm.Sdk;

/// <summary>
/// A campaign while it is being written: activities, what they read and write, and so what depends on what. A campaign
/// is a C# program; the compiler is its schema, and everything else that is wrong is reported together before anything
/// is sent.
/// </summary>
public sealed class Campaign
{
    /// <summary>The option by which a shell gets the line whole.</summary>
    internal const string ShellOption = "shell";

    private readonly List<Activity> _activities = [];

    /// <summary>Begins a campaign.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="id">
    /// Fixes its id, 1 to 64 of a–z, 0–9, '-' and '_': dispatching the same campaign under the same id twice is one
    /// run. Null for a new id each time it is dispatched.
    /// </param>
    /// <param name="file">The file it is written in, filled in by the compiler; relative inputs lie beside it.</param>
    public Campaign(string name, string? id = null, [CallerFilePath] string file = "")
    {
        Name = name;
        Id = id;
        File = file;
        UncaughtRefusals.Watch();
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Its fixed id, or null.</summary>
    public string? Id { get; }

    /// <summary>Its activities, in the order in which they were added.</summary>
    public IReadOnlyList<Activity> Activities => _activities;

    internal string File { get; }

    /// <summary>Adds an activity that runs a program by a command line.</summary>
    /// <param name="name">Its name, unique in the campaign.</param>
    /// <param name="line">
    /// The command line, split by the quoting rules of POSIX. No shell sees it, unless <paramref name="shell"/> names
    /// one.
    /// </param>
    /// <param name="script">A program or script that is fetched into the working directory under its base name.</param>
    /// <param name="shell">An interpreter that gets the line whole, such as <c>"/bin/bash"</c>; null for none.</param>
    public Activity Shell(string name, string line, Input? script = null, string? shell = null)
    {
        ActivityDraft draft = shell is null
            ? new ActivityDraft(name, "shell") { Line = line }
            : new ActivityDraft(name, "shell") { Arguments = [line], Options = { [ShellOption] = shell } };
        if (script is { } input)
        {
            draft.Inputs.Add(new InputDraft(input, IsScript: true));
        }

        return Add(draft);
    }

    /// <summary>Adds an activity that runs a program with its arguments as they are.</summary>
    /// <param name="name">Its name, unique in the campaign.</param>
    /// <param name="argv">The program and its arguments.</param>
    public Activity Run(string name, params string[] argv) =>
        Add(new ActivityDraft(name, "shell") { Arguments = argv });

    /// <summary>Adds an activity that puts data in a place.</summary>
    /// <param name="name">Its name, unique in the campaign.</param>
    /// <param name="from">What is put there.</param>
    /// <param name="to">Where: <c>AGENT://path</c>, or <c>@agentdir/path</c>.</param>
    public Activity Transfer(string name, Input from, string to) =>
        Add(new ActivityDraft(name, "transfer")).Reads(from).Writes(to);

    /// <summary>Adds an activity that does nothing: to order others, to measure, to test.</summary>
    /// <param name="name">Its name, unique in the campaign.</param>
    public Activity Noop(string name) => Add(new ActivityDraft(name, "noop"));

    /// <summary>Adds an activity for any plugin, its options by <see cref="Activity.With"/>.</summary>
    /// <param name="name">Its name, unique in the campaign.</param>
    /// <param name="plugin">The plugin's name, as <c>swarm plugin list</c> shows it.</param>
    /// <param name="arguments">What the plugin takes in order.</param>
    public Activity Plugin(string name, string plugin, params string[] arguments) =>
        Add(new ActivityDraft(name, plugin) { Arguments = arguments });

    /// <summary>
    /// Sends the campaign and returns once it is durable. The agent is the one that <c>SWARM_AGENT</c> names, else the
    /// first local one.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting for the answer; ask again under the same id.</param>
    /// <exception cref="CampaignInvalidException">
    /// Something is wrong; all problems are listed, nothing was sent.
    /// </exception>
    /// <exception cref="SwarmException">
    /// No agent answers, or the agent refused; the message names the remedy.
    /// </exception>
    public async Task<CampaignRun> DispatchAsync(CancellationToken cancellationToken = default)
    {
        FrozenCampaign frozen = await FreezeAsync(cancellationToken).ConfigureAwait(false);
        await CampaignNotice.PlanAndExitAsync(frozen, cancellationToken).ConfigureAwait(false);
        SwarmClient client = SwarmClient.Connect();
        IReadOnlyList<string>? warnings = null;
        try
        {
            warnings = await SendAsync(client, frozen, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (warnings is null)
            {
                client.Dispose();
            }
        }

        return new CampaignRun(client, frozen.Graph.Id, ownsClient: true) { Warnings = warnings };
    }

    /// <summary>Sends the campaign by a client of the caller's and returns once it is durable.</summary>
    /// <param name="client">The client; it must live as long as the run is watched.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; ask again under the same id.</param>
    /// <exception cref="CampaignInvalidException">
    /// Something is wrong; all problems are listed, nothing was sent.
    /// </exception>
    /// <exception cref="SwarmException">
    /// No agent answers, or the agent refused; the message names the remedy.
    /// </exception>
    public async Task<CampaignRun> DispatchAsync(SwarmClient client, CancellationToken cancellationToken = default)
    {
        FrozenCampaign frozen = await FreezeAsync(cancellationToken).ConfigureAwait(false);
        await CampaignNotice.PlanAndExitAsync(frozen, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> warnings = await SendAsync(client, frozen, cancellationToken).ConfigureAwait(false);
        return new CampaignRun(client, frozen.Graph.Id, ownsClient: false) { Warnings = warnings };
    }

    /// <summary>Checks the campaign and reads its files, without sending anything.</summary>
    internal Task<FrozenCampaign> FreezeAsync(CancellationToken cancellationToken) =>
        new CampaignFreezer(this).FreezeAsync(cancellationToken);

    private static async Task<IReadOnlyList<string>> SendAsync(
        SwarmClient client, FrozenCampaign frozen, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> warnings = await client.SubmitAsync(frozen, cancellationToken).ConfigureAwait(false);
        await CampaignNotice.AnnounceAsync(frozen, warnings, cancellationToken).ConfigureAwait(false);
        return warnings;
    }

    private Activity Add(ActivityDraft draft)
    {
        Activity activity = new(this, draft);
        _activities.Add(activity);
        return activity;
    }
}
