namespace Swarm.Sdk.Views;

/// <summary>One activity at a glance.</summary>
/// <param name="Index">Its place in the campaign, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Plugin">The plugin that runs it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">How often it was opened for running.</param>
/// <param name="Agent">The agent of the latest attempt; empty for none.</param>
/// <param name="Code">Why it failed.</param>
/// <param name="Message">The same in words, with what its program said last.</param>
/// <param name="Waited">From ready to begun.</param>
/// <param name="Staging">Time spent fetching inputs.</param>
/// <param name="Ran">Time its program ran.</param>
/// <param name="StagedBytes">Bytes that travelled for it.</param>
/// <param name="Parents">The activities that had to end well first.</param>
public sealed record ActivitySummary(
    int Index, string Name, string Plugin, ActivityState State, int Attempt, string Agent, ErrorCode Code,
    string Message, TimeSpan Waited, TimeSpan Staging, TimeSpan Ran, long StagedBytes, IReadOnlyList<int> Parents);
