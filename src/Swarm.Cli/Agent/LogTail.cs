using System.Text;

namespace Swarm.Cli.Agent;

/// <summary>Reads the end of a log file, and what is added to it.</summary>
internal static class LogTail
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The last line that was added after a position; null when there is none.</summary>
    internal static string? LastLineSince(string file, long position)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using FileStream log = Open(file);
        log.Position = Math.Min(position, log.Length);
        using StreamReader reader = new(log, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.TrimEnd('\r');
    }

    /// <summary>
    /// Writes the last lines of a file, and goes on with what is added until canceled if it is to follow.
    /// </summary>
    internal static async Task WriteAsync(
        string file, LogView view, CommandContext context, CancellationToken cancellationToken)
    {
        using FileStream log = Open(file);
        using StreamReader reader = new(log, Encoding.UTF8);
        Queue<string> last = new();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            last.Enqueue(line);
            if (last.Count > view.Lines)
            {
                last.Dequeue();
            }
        }

        foreach (string line in last)
        {
            context.Terminal.Output.WriteLine(line);
        }

        char[] buffer = new char[4096];
        while (view.Follow)
        {
            int read = await reader.ReadAsync(buffer, cancellationToken);
            await context.Terminal.Output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await context.Terminal.Output.FlushAsync(cancellationToken);
            if (read == 0)
            {
                await Task.Delay(s_pause, context.Time, cancellationToken);
            }
        }
    }

    private static FileStream Open(string file) =>
        new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
