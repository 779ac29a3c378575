using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Execution;

/// <summary>
/// Before an agent takes work it ends what an earlier process of it left running: the groups in the records, if their
/// leaders' start times still match, and whoever left its group but carries this root in its environment.
/// </summary>
internal sealed class LeftoverSweep(AgentFolders folders, RunRecords records, TimeProvider time, ILogger logger)
{
    private const int MaxLooks = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends all of them and waits, at most two seconds, until they are gone.</summary>
    /// <returns>How many groups and processes were ended.</returns>
    internal async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        List<int> groups = [.. records.ReadLeftovers().Where(IsStillThere).Select(left => left.Pid)];
        groups.ForEach(group => Libc.SignalGroup(group, Libc.SignalKill));
        List<int> strays = Strays();
        foreach (int pid in strays)
        {
            _ = Libc.Kill(pid, Libc.SignalKill);
        }

        for (int look = 0; look < MaxLooks && (groups.Any(ProcessTable.AnyoneIn) || Strays().Count > 0); look++)
        {
            await Task.Delay(s_look, time, cancellationToken);
        }

        records.Clear();
        int ended = groups.Count + strays.Count;
        if (ended > 0)
        {
            Log.LeftoversEnded(logger, ended);
        }

        return ended;
    }

    private static bool IsStillThere((int Pid, long Start) left) =>
        left.Start != 0 && ProcessTable.StartOf(left.Pid) == left.Start;

    private List<int> Strays() =>
        [.. ProcessTable.WithVariable($"{RunEnvironment.WorkingDirVariable}={folders.Runs}/")];
}
