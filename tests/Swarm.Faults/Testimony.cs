namespace Swarm.Faults;

/// <summary>A line of the witness file, written by the body of an activity itself.</summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Activity">Its name.</param>
/// <param name="Attempt">Which attempt it is.</param>
/// <param name="Agent">Who runs it.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="IsEnd">Whether it has done its work; it has just begun otherwise.</param>
internal sealed record Testimony(
    string Campaign, string Activity, long Attempt, string Agent, int ProcessId, bool IsEnd)
{
    /// <summary>A line of shell that says in a file who runs it.</summary>
    internal static string Shell(string file, string what) =>
        $"echo \"$SWARM_CAMPAIGN $SWARM_ACTIVITY $SWARM_ATTEMPT $SWARM_AGENT $$ {what}\" >> {file}";

    internal static Testimony Read(string line)
    {
        string[] words = line.Split(' ');
        return new(words[0], words[1], long.Parse(words[2]), words[3], int.Parse(words[4]), words[5] == "end");
    }

    /// <summary>Whether two lines speak of one run.</summary>
    internal bool IsOf(Testimony other) => this with { IsEnd = false } == other with { IsEnd = false };
}
