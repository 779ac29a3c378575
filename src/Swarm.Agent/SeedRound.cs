namespace Swarm.Agent;

/// <summary>Asks agents of a swarm one after another until one answers, for as long as that may help.</summary>
internal static class SeedRound
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks.</summary>
    /// <param name="seeds">Where they are reached.</param>
    /// <param name="ask">Asks one of them.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SwarmException">All refuse, or nobody answers in time.</exception>
    internal static async Task<T> AskAsync<T>(
        IReadOnlyList<string> seeds, Func<string, Task<T>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            SwarmException? refusal = null;
            foreach (string seed in seeds)
            {
                try
                {
                    return await ask(seed);
                }
                catch (SwarmException refused)
                {
                    refusal = refused;
                }
            }

            bool mayHelp = refusal!.Code is ErrorCode.PeerUnreachable or ErrorCode.NotReady;
            if (!mayHelp || time.GetElapsedTime(began) > s_patience)
            {
                throw refusal;
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }
}
