using System.Globalization;
using Swarm.Model;

namespace Swarm.Plugins.Noop;

/// <summary>
/// Does nothing, in our own process: for looking whether a swarm works, for tests and for measuring. By option it
/// waits, fails, or writes bytes.
/// </summary>
internal sealed class NoopPlugin : IActivityPlugin
{
    private const int ChunkSizeBytes = 1 << 16;

    /// <inheritdoc/>
    public string Name => "noop";

    /// <inheritdoc/>
    public string Description =>
        "does nothing; options: sleep=SECONDS, fail=CODE, fail-times=N, bytes=N[,N…] written to the outputs in order";

    /// <inheritdoc/>
    public ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new PluginReport(true, "built in", ["works everywhere"]));

    /// <inheritdoc/>
    public IReadOnlyList<string> Check(ActivitySpec activity) => NoopWish.Read(activity).Objections;

    /// <inheritdoc/>
    public bool NeedsFolder(ActivitySpec activity) => false;

    /// <inheritdoc/>
    public async ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken)
    {
        NoopWish wish = NoopWish.Read(context.Spec);
        TimeSpan limit = context.Spec.TimeLimit ?? TimeSpan.MaxValue;
        if (wish.Sleep > TimeSpan.Zero)
        {
            await Task.Delay(wish.Sleep < limit ? wish.Sleep : limit, context.Time, cancellationToken);
        }

        if (wish.Sleep >= limit)
        {
            return new PluginOutcome(ErrorCode.TimedOut, $"ran longer than its limit of {limit.TotalSeconds} s");
        }

        if (wish.FailsAt(context.Attempt))
        {
            return wish.Failure;
        }

        for (int i = 0; i < context.OutputPaths.Count; i++)
        {
            long bytes = i < wish.Bytes.Count ? wish.Bytes[i] : 0;
            await WriteAsync(context.OutputPaths[i], bytes, $"{context.Id.Index}.{i}", cancellationToken);
        }

        return PluginOutcome.Done;
    }

    // The content differs between activities, so that kept outputs are not all one file.
    private static async ValueTask WriteAsync(string path, long bytes, string seed, CancellationToken cancellationToken)
    {
        await using FileStream file = File.Create(path);
        byte[] chunk = new byte[Math.Min(bytes, ChunkSizeBytes)];
        for (long written = 0; written < bytes; written += chunk.Length)
        {
            Fill(chunk, $"{seed}:{written}\n");
            int part = (int)Math.Min(chunk.Length, bytes - written);
            await file.WriteAsync(chunk.AsMemory(0, part), cancellationToken);
        }
    }

    private static void Fill(byte[] chunk, string pattern)
    {
        for (int i = 0; i < chunk.Length; i++)
        {
            chunk[i] = (byte)pattern[i % pattern.Length];
        }
    }

    /// <summary>What the options ask for.</summary>
    private sealed record NoopWish(
        TimeSpan Sleep, int Fail, int FailTimes, IReadOnlyList<long> Bytes, IReadOnlyList<string> Objections)
    {
        private const int FirstErrorCode = 100;

        internal PluginOutcome Failure => Fail >= FirstErrorCode && Enum.IsDefined((ErrorCode)Fail)
            ? new PluginOutcome((ErrorCode)Fail, $"asked to fail with {(ErrorCode)Fail}")
            : new PluginOutcome(ErrorCode.ExitCode, $"exit code {Fail}; it was asked to fail");

        internal bool FailsAt(Attempt attempt) => Fail != 0 && attempt.Number <= FailTimes;

        internal static NoopWish Read(ActivitySpec activity)
        {
            double sleep = 0;
            long fail = 0;
            long failTimes = int.MaxValue;
            IReadOnlyList<long> bytes = [];
            List<string> objections = [];
            foreach ((string key, string value) in activity.Options)
            {
                bool valid = key switch
                {
                    "sleep" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out sleep)
                        && sleep is >= 0 and < 1e6,
                    "fail" => TryCount(value, out fail) && fail <= int.MaxValue,
                    "fail-times" => TryCount(value, out failTimes) && failTimes <= int.MaxValue,
                    "bytes" => TryCounts(value, out bytes),
                    _ => false,
                };
                if (!valid)
                {
                    objections.Add(
                        $"the option {Printable.Of(key)}={Printable.Of(value)} is none; there are sleep=SECONDS, "
                        + "fail=CODE, fail-times=N and bytes=N[,N…]");
                }
            }

            // How often to fail without a code to fail with means the plainest one.
            long code = fail == 0 && activity.Options.ContainsKey("fail-times") ? 1 : fail;
            return objections.Count > 0
                ? new NoopWish(TimeSpan.Zero, 0, 0, [], objections)
                : new NoopWish(TimeSpan.FromSeconds(sleep), (int)code, (int)failTimes, bytes, objections);
        }

        private static bool TryCounts(string text, out IReadOnlyList<long> numbers)
        {
            List<long> counts = [];
            numbers = counts;
            foreach (string word in text.Split(','))
            {
                if (!TryCount(word, out long count))
                {
                    return false;
                }

                counts.Add(count);
            }

            return true;
        }

        private static bool TryCount(string text, out long number) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
