using Swarm.Cli.Output;

namespace Swarm.Cli.Agent;

/// <summary>What the doctor found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">ok, note or bad.</param>
/// <param name="What">What was found, with the remedy.</param>
internal sealed record Finding(string Check, Tone Verdict, string What)
{
    /// <summary>It is as it should be.</summary>
    internal static Finding Ok(string check, string what) => new(check, Tone.Good, what);

    /// <summary>It works, but somebody should know.</summary>
    internal static Finding Note(string check, string what) => new(check, Tone.Strong, what);

    /// <summary>An agent cannot run like this.</summary>
    internal static Finding Wrong(string check, string what) => new(check, Tone.Bad, what);

    /// <summary>The verdict in a word.</summary>
    internal string Word => Verdict switch
    {
        Tone.Good => "ok",
        Tone.Bad => "bad",
        _ => "note",
    };
}
