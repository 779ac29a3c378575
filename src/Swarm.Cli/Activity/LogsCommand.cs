using System.CommandLine;
using System.Text;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Activity;

/// <summary><c>swarm activity logs</c>: what an activity's program says, wherever it runs.</summary>
internal static class LogsCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(LogQuery Query);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string[]> activity = ActivitySelector.CreateArgument();
        Option<bool> follow = new("--follow", "-f") { Description = "Go on until the attempt ends" };
        Option<int> lines = new("--lines", "-n")
        {
            Description = "Only the last this many lines; 0 for all that is kept",
        };
        Option<int> attempt = new("--attempt") { Description = "The attempt, from 1; 0 for the latest" };
        return binder.Bind(
            new Command("logs", "Show what an activity's program says") { activity, follow, lines, attempt },
            parsed =>
            {
                ActivitySelector selected = ActivitySelector.Parse(parsed.GetRequiredValue(activity));
                return new Options(new LogQuery(
                    selected.Campaign,
                    selected.Activity,
                    parsed.GetValue(attempt),
                    parsed.GetValue(follow),
                    parsed.GetValue(lines)));
            },
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        Decoder output = Encoding.UTF8.GetDecoder();
        Decoder error = Encoding.UTF8.GetDecoder();
        await foreach (LogPiece piece in client.LogsAsync(options.Query, cancellationToken))
        {
            string text = Decode(piece.IsError ? error : output, piece.Content.Span);
            if (context.Form == OutputForm.Json)
            {
                context.Output.WriteEvent(
                    new Report().Field("isError", "", Cell.Of(piece.IsError)).Field(
                        "text", "", new Cell(text, text)), text);
            }
            else
            {
                TextWriter writer = piece.IsError ? context.Terminal.Error : context.Terminal.Output;
                await writer.WriteAsync(text.AsMemory(), cancellationToken);
                await writer.FlushAsync(cancellationToken);
            }
        }

        return ExitCode.Done;
    }

    /// <summary>A piece may end within a character; the decoder keeps the rest for the next one.</summary>
    private static string Decode(Decoder decoder, ReadOnlySpan<byte> bytes)
    {
        char[] characters = new char[decoder.GetCharCount(bytes, flush: false)];
        int count = decoder.GetChars(bytes, characters, flush: false);
        return new string(characters, 0, count);
    }
}
