namespace Swarm.Faults;

/// <summary>
/// Fifty activities of 0 to 2 s, drawn by the seed: thirty stand alone, ten write a file that says who made it, and ten
/// more read one each and demand that it is whole. Every body testifies when it begins and when it ends.
/// </summary>
internal static class Load
{
    internal const int Activities = 50;

    private const int Pairs = 10;

    /// <summary>The words that give a campaign this shape.</summary>
    internal static string[] Shape(FaultRun run, int activities = Activities)
    {
        List<string> words = [];
        for (int number = 0; number < activities - (2 * Pairs); number++)
        {
            words.AddRange(["--bash", $"t{number}", run.Body(Pause(run.Draw))]);
        }

        for (int number = 0; number < Pairs; number++)
        {
            words.AddRange(
            [
                "--bash", $"make{number}",
                run.Body(
                    $"{Pause(run.Draw)}; (echo \"$SWARM_ATTEMPT $SWARM_AGENT\"; seq 2000) > made{number}"),
                "--writes", $"made{number}",
                "--bash", $"use{number}", run.Body($"{Pause(run.Draw)}; [ $(wc -l < made{number}) = 2001 ] || exit 9"),
                "--reads", $"make{number}",
            ]);
        }

        return [.. words];
    }

    /// <summary>A pause of 0 to 2 s, as shell.</summary>
    private static string Pause(Random draw) => $"sleep {draw.Next(2000) / 1000.0:0.000}";
}
