using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Agent.Execution;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>What activities' programs said on this agent, from the files where it is kept.</summary>
internal sealed class ActivityLogs(AgentFolders folders, TimeProvider time)
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether anything of an attempt is kept here.</summary>
    internal bool Has(ActivityId activity, Attempt attempt) =>
        File.Exists(folders.OutputLog(activity, attempt)) || File.Exists(folders.ErrorLog(activity, attempt));

    /// <summary>What an attempt said, and, while <paramref name="goesOn"/> answers yes, what it says.</summary>
    internal async IAsyncEnumerable<V1.LogChunk> ReadAsync(
        ActivityId activity,
        Attempt attempt,
        int tailLines,
        Func<CancellationToken, Task<bool>> goesOn,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string Path, bool IsError)[] files =
            [(folders.OutputLog(activity, attempt), false), (folders.ErrorLog(activity, attempt), true)];
        long[] read = [.. files.Select(file => TailStart(file.Path, tailLines))];
        bool more = true;
        while (more)
        {
            // What was said before the end is read after the end was seen, so nothing is missed.
            more = await goesOn(cancellationToken);
            for (int i = 0; i < files.Length; i++)
            {
                while (ReadChunk(files[i].Path, ref read[i]) is { Length: > 0 } chunk)
                {
                    yield return new V1.LogChunk { Content = ByteString.CopyFrom(chunk), IsError = files[i].IsError };
                }
            }

            if (more)
            {
                await Task.Delay(s_look, time, cancellationToken);
            }
        }
    }

    private static byte[] ReadChunk(string path, ref long offset)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int length = (int)Math.Min(ChunkBytes, file.Length - offset);
        if (length <= 0)
        {
            return [];
        }

        byte[] chunk = new byte[length];
        file.Position = offset;
        int count = file.ReadAtLeast(chunk, length, throwOnEndOfStream: false);
        offset += count;
        return chunk[..count];
    }

    private static long TailStart(string path, int lines)
    {
        if (lines <= 0 || !File.Exists(path))
        {
            return 0;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long start = Math.Max(0, file.Length - ChunkBytes);
        byte[] tail = new byte[file.Length - start];
        file.Position = start;
        file.ReadExactly(tail);
        int at = tail.Length;
        for (int found = 0; at > 0; at--)
        {
            if (tail[at - 1] == '\n' && at < tail.Length && ++found == lines)
            {
                break;
            }
        }

        return start + at;
    }
}
