using System.Text.RegularExpressions;
using Xunit;

namespace Swarm.Faults;

/// <summary>
/// What holds for every test, whatever was done: each activity has exactly one committed result (I1), nothing that was
/// acknowledged is missing (I2), no two agents own one attempt and attempts only grow (I3), all ended in time (I4; the
/// test itself waits for it), nothing lies where it should not (I5). Judged from what the bodies testified, from the
/// history that every agent tells, and from the log on the broker's disk.
/// </summary>
internal sealed class Invariants(FaultRun run)
{
    private const int InputMissing = 300;
    private const string OnDisk = "the log on the broker's disk";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IReadOnlyList<ChangeFacts>> _stories = [];
    private readonly Dictionary<string, CampaignFacts> _facts = [];

    /// <summary>Checks what the agents can be asked for.</summary>
    internal async Task CheckLiveAsync()
    {
        string[] names = [.. run.Swarm.Agents.Select(agent => agent.Name).Where(name => !run.Gone.Contains(name))];
        foreach (string id in run.Accepted)
        {
            foreach (string name in names)
            {
                IReadOnlyList<ChangeFacts> story = await StoryAsync(id, name);
                _stories.TryAdd(id, story);
                Assert.True(
                    _stories[id].SequenceEqual(story),
                    $"I1: {names[0]} and {name} tell different stories of {id}:\n{Differences(_stories[id], story)}");
            }

            _facts[id] = await run.ShowAsync(id, names[0]);
            CheckCommits(id);
        }

        // Bodies that were given away are ended: none of them lives on without an agent.
        await Until.HoldsAsync(() => Bodies().Count == 0, s_limit, "I5: no body of an activity outlives it");
        CheckPlaces();
        run.Note("witness_minus_commits", Surplus());
    }

    /// <summary>Checks the history against the log that the broker left, when no process runs any more.</summary>
    internal void CheckLog(PoolLog log)
    {
        string[] submitted =
        [
            .. log.Entries.Where(said => said.Entry.CampaignSubmitted is not null)
                .Select(said => said.Entry.CampaignSubmitted.Campaign.ToStringUtf8()),
        ];
        foreach (string id in run.Accepted)
        {
            Assert.True(
                submitted.Any(body => body.Contains(id, StringComparison.Ordinal)), $"I2: {id} is not in {OnDisk}");
            foreach (ChangeFacts commit in Commits(id))
            {
                IReadOnlyList<string> finishers =
                    log.FinishersOf(id, _facts[id].IndexOf(commit.Activity!), commit.Attempt);
                Assert.True(
                    finishers.Distinct().SequenceEqual([commit.Agent]),
                    $"I1: {id}/{commit.Activity}.{commit.Attempt} is committed for {commit.Agent}, and in {OnDisk} "
                    + $"those who ended it are: {string.Join(", ", finishers)}");
            }
        }

        run.Note("log_entries", log.Entries.Count);
    }

    private void CheckCommits(string id)
    {
        foreach (IGrouping<string, ChangeFacts> activity in _stories[id].Where(change => change.Activity is not null)
            .GroupBy(change => change.Activity!))
        {
            ChangeFacts[] committed = [.. activity.Where(change => change.State == "Completed")];
            CheckStanding(id, activity.Key, [.. activity]);
            Assert.True(
                activity.Zip(activity.Skip(1)).All(pair => pair.First.Attempt <= pair.Second.Attempt),
                $"I3: the attempts of {id}/{activity.Key} do not only grow");
            foreach (IGrouping<long, ChangeFacts> attempt in activity.GroupBy(change => change.Attempt))
            {
                string[] owners = [.. attempt.Select(change => change.Agent).Where(name => name.Length > 0).Distinct()];
                Assert.True(
                    owners.Length <= 1,
                    $"I3: {id}/{activity.Key}.{attempt.Key} has the owners {string.Join(", ", owners)}");
            }

            CheckWitness(id, committed);
        }
    }

    // A result stands alone: the next one only comes after the log said that nobody holds what this one made.
    private void CheckStanding(string id, string activity, IReadOnlyList<ChangeFacts> changes)
    {
        bool stands = false;
        foreach (ChangeFacts change in changes)
        {
            Assert.False(
                stands && change.State == "Completed",
                $"I1: {id}/{activity} is committed again in attempt {change.Attempt} although a result stands");
            stands = change.State == "Completed" || (stands && change.Code != InputMissing);
        }

        Assert.True(
            stands == (_facts[id].StateOf(activity) == "Completed"),
            $"I1: {id}/{activity} is shown as {_facts[id].StateOf(activity)}, and its history says otherwise");
    }

    // A committed result was truly made, by that agent, in that attempt; and made once by one attempt.
    private void CheckWitness(string id, ChangeFacts[] committed)
    {
        foreach (ChangeFacts commit in committed)
        {
            Testimony[] ends =
            [
                .. run.Testimonies.Where(line => line.Campaign == id && line.Activity == commit.Activity
                    && line.Attempt == commit.Attempt && line.IsEnd),
            ];
            bool testifies = run.Testimonies.Any(line => line.Campaign == id && line.Activity == commit.Activity);
            Assert.True(
                !testifies || (ends.Length == 1 && ends[0].Agent == commit.Agent),
                $"I1: {id}/{commit.Activity}.{commit.Attempt} is committed for {commit.Agent}, and its end was "
                + $"witnessed by: {string.Join(", ", ends.Select(end => end.Agent))}");
        }
    }

    private IEnumerable<ChangeFacts> Commits(string id) =>
        _stories[id].Where(change => change.Activity is not null && change.State == "Completed");

    private int Surplus() =>
        run.Testimonies.Count(line => line.IsEnd && run.Accepted.Contains(line.Campaign))
        - run.Accepted.Sum(id => Commits(id).Count(commit => run.Testimonies.Any(
            line => line.IsEnd && line.Campaign == id && line.Activity == commit.Activity)));

    private async Task<IReadOnlyList<ChangeFacts>> StoryAsync(string id, string agent)
    {
        CampaignWatcher watcher = run.Swarm.Watch(id, agent);
        await watcher.EndAsync(s_limit);
        run.Exhibits[$"{id}.{agent}.story"] = watcher.Lines;
        return watcher.Changes;
    }

    private IReadOnlyList<int> Bodies() => Processes.Naming($">> {run.Swarm.Witness}");

    private void CheckPlaces()
    {
        foreach (TestAgent agent in run.Swarm.Agents)
        {
            string root = Path.Combine(agent.StateFolder, "data");
            string[] strange =
            [
                .. Entries(root).Where(name => name is not "campaigns" and not ".swarm"),
                .. Entries(Path.Combine(root, "campaigns"))
                    .Where(name => !run.Accepted.Contains(name) && Regex.IsMatch(name, "^[0-9a-z-]+$")),
            ];
            Assert.True(strange.Length == 0, $"I5: below {agent.Name}'s root lies {string.Join(", ", strange)}");
        }
    }

    private static IEnumerable<string> Entries(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))
        : [];

    private static string Differences(IReadOnlyList<ChangeFacts> first, IReadOnlyList<ChangeFacts> second) =>
        string.Join('\n', first.Except(second).Take(3).Select(change => $"< {change}")
            .Concat(second.Except(first).Take(3).Select(change => $"> {change}")));
}
