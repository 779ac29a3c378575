using Spectre.Console;

namespace Swarm.Cli.Output;

/// <summary>Where a command speaks: data to standard output, talk to standard error.</summary>
internal sealed class Terminal
{
    private const int PipeWidth = 10_000;

    private readonly bool _hasColors;

    /// <summary>Takes two writers.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isInteractive">Whether a person sits at the other end of standard output.</param>
    /// <param name="hasColors">Whether colours are wanted.</param>
    internal Terminal(TextWriter output, TextWriter error, bool isInteractive, bool hasColors)
    {
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
        _hasColors = isInteractive && hasColors;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isInteractive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = _hasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!isInteractive)
        {
            Console.Profile.Width = PipeWidth;
        }
    }

    /// <summary>Standard output, for data.</summary>
    internal TextWriter Output { get; }

    /// <summary>Standard error, for talk.</summary>
    internal TextWriter Error { get; }

    /// <summary>Standard input, for what must not stand on a command line.</summary>
    internal TextReader Input { get; init; } = System.Console.In;

    /// <summary>Draws on standard output.</summary>
    internal IAnsiConsole Console { get; }

    /// <summary>Whether a person sits at the other end of standard output.</summary>
    internal bool IsInteractive { get; }

    /// <summary>The terminal of this process.</summary>
    internal static Terminal OfProcess(Func<string, string?> variable) => new(
        System.Console.Out,
        System.Console.Error,
        isInteractive: !System.Console.IsOutputRedirected && variable("TERM") is not "dumb",
        hasColors: string.IsNullOrEmpty(variable("NO_COLOR")));

    /// <summary>The style of a tone.</summary>
    internal static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Bad => new Style(Color.Red),
        Tone.Busy => new Style(Color.Blue),
        Tone.Faint => new Style(Color.Grey),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };

    /// <summary>Talks: one line on standard error.</summary>
    internal void Say(string line)
    {
        Error.WriteLine(line);
        Error.Flush();
    }

    /// <summary>Writes data with a tone.</summary>
    internal void Write(string text, Tone tone)
    {
        if (_hasColors && tone != Tone.Plain)
        {
            Output.Write($"\e[{CodeOf(tone)}m{text}\e[0m");
        }
        else
        {
            Output.Write(text);
        }
    }

    /// <summary>Writes a line of data with a tone.</summary>
    internal void WriteLine(string text, Tone tone)
    {
        Write(text, tone);
        Output.WriteLine();
    }

    private static int CodeOf(Tone tone) => tone switch
    {
        Tone.Good => 32,
        Tone.Bad => 31,
        Tone.Busy => 34,
        Tone.Faint => 90,
        _ => 1,
    };
}
