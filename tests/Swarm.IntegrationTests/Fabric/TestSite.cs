using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.Core.Fabric;
using Swarm.Core.Membership;
using Swarm.IntegrationTests.Execution;
using Swarm.Model;
using Swarm.Plugins;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>
/// The hands of one agent over a real folder. What goes to the mailbox is answered by the test's own few lines where
/// an agent has its core: a need is put to every other site, and their offers come back.
/// </summary>
internal sealed class TestSite : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly RunRecords _records;
    private readonly ProcessRunner _processes;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;
    private readonly ConcurrentDictionary<(ActivityId, Attempt), TaskCompletionSource<ActivityOutcome>> _ends = new();
    private readonly ConcurrentDictionary<long, ConcurrentBag<DataOffer?>> _offers = new();
    private readonly TestNet _net;

    internal TestSite(TestNet net, string name, ExecutionOptions? execution = null, FabricOptions? fabric = null)
    {
        _net = net;
        Agent = AgentId.Parse(name);
        Root = fabric is null || fabric.Root == "unused" ? _folder.Below("root") : fabric.Root;
        Folders = new AgentFolders(Root);
        Directory.CreateDirectory(Root);
        fabric = (fabric ?? new FabricOptions { Root = Root }) with { Root = Root };
        Store = new DiskContentStore(fabric, Needs, Time, NullLogger.Instance);
        Capabilities capabilities = new(["shell", "noop", "transfer"], ["viz"], [name[..1]], new Resources(4000), 1000);
        Fabric = new DataFabric(
            fabric,
            new AgentFacts(Agent, "127.0.0.1:1", capabilities),
            Store,
            new FabricPorts(net.Pool, net, Mailbox, TimeProvider.System, NullLogger.Instance));
        _records = new RunRecords(Folders);
        _records.Clear();
        execution ??= new ExecutionOptions { KillGrace = TimeSpan.FromMilliseconds(300) };
        _processes = new ProcessRunner(execution, _records, TimeProvider.System);
        PluginCatalog catalog = new([.. BuiltInPlugins.All(), .. net.Plugins]);
        Runner = new ActivityRunner(
            execution,
            new ExecutionTools(Agent, catalog, _processes, TimeProvider.System, NullLogger.Instance),
            Fabric,
            Mailbox);
        _pump = PumpAsync();
    }

    internal AgentId Agent { get; }

    internal string Root { get; }

    internal AgentFolders Folders { get; }

    internal DiskContentStore Store { get; }

    internal TestNeeds Needs { get; } = new();

    /// <summary>The clock of its store alone.</summary>
    internal SteppedTime Time { get; } = new();

    internal DataFabric Fabric { get; }

    internal ActivityRunner Runner { get; }

    internal AgentMailbox Mailbox { get; } = new();

    internal ConcurrentQueue<AgentInput> Seen { get; } = new();

    internal string Write(string path, string text, bool executable = false) =>
        _folder.Write(Path.Combine("root", path), text, executable);

    internal string WriteOutside(string path, string text) => _folder.Write(path, text);

    internal string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    internal bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    internal Task<ActivityOutcome> Start(RunOrder order)
    {
        TaskCompletionSource<ActivityOutcome> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ends[(order.Activity, order.Attempt)] = end;
        Runner.Start(order);
        return end.Task.WaitAsync(s_patience);
    }

    /// <summary>Runs, and publishes what came of it, as a log that accepts everything would have it.</summary>
    internal async Task<OutputManifest> Succeed(RunOrder order)
    {
        ActivityOutcome outcome = await Start(order);
        Xunit.Assert.True(outcome is ActivityOutcome.Succeeded, outcome.ToString());
        Runner.Publish(order.Activity, order.Attempt);
        await Quiet();
        return ((ActivityOutcome.Succeeded)outcome).Outputs;
    }

    internal async Task<ActivityOutcome.Failed> Fail(RunOrder order) =>
        Xunit.Assert.IsType<ActivityOutcome.Failed>(await Start(order));

    /// <summary>Waits until all started work has ended.</summary>
    internal async Task Quiet()
    {
        while (Runner.Open > 0)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        await Fabric.DisposeAsync();
        await _stop.CancelAsync();
        await _pump;
        _processes.Dispose();
        _records.Dispose();
        _stop.Dispose();
        _folder.Dispose();
        Xunit.Assert.False(
            Runner.Failed.IsCompleted, Runner.Failed.IsCompleted ? (await Runner.Failed).ToString() : "");
        Xunit.Assert.False(
            Fabric.Failed.IsCompleted, Fabric.Failed.IsCompleted ? (await Fabric.Failed).ToString() : "");
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (AgentInput input in Mailbox.Reader.ReadAllAsync(_stop.Token))
            {
                Seen.Enqueue(input);
                Handle(input);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private void Handle(AgentInput input)
    {
        switch (input)
        {
            case AgentInput.RunEnded ended:
                _ends[(ended.Result.Activity, ended.Result.Attempt)].TrySetResult(ended.Result.Outcome);
                break;
            case AgentInput.DataWanted wanted:
                TestSite[] others =
                    [.. _net.Sites.Values.Where(site => site != this && !_net.Dead.Contains(site.Agent))];
                _offers[wanted.Need.Number] = [];
                Array.ForEach(others, other => other.Fabric.Look(new MemberKey(Agent, default), wanted.Need));
                if (others.Length == 0 && !_net.Silent)
                {
                    Fabric.OnFetch(wanted.Need.Number, []);
                }

                break;
            case AgentInput.DataLooked looked:
                _net.Sites[looked.Asker.Agent].OnAnswer(looked.Number, looked.Offer);
                break;
        }
    }

    private void OnAnswer(long number, DataOffer? offer)
    {
        ConcurrentBag<DataOffer?> offers = _offers[number];
        offers.Add(offer);
        if (offers.Count == _net.Sites.Count - 1 - _net.Dead.Count)
        {
            Fabric.OnFetch(number, [.. offers.OfType<DataOffer>().OrderBy(one => one.Holder)]);
        }
    }
}
