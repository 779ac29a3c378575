using System.Diagnostics;
using Xunit;

namespace Swarm.Faults;

/// <summary>
/// Somebody who submits a small campaign and does not give up: the same id again and again until it is accepted. Each
/// answer must come in time, and be either the id or a refusal that says so in a few lines.
/// </summary>
internal sealed class Submitter(FaultRun run)
{
    private const int Unreachable = 3;
    private const int DataAtRisk = 74;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    // An agent without a broker goes on trying for a minute before it says so.
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(75);

    /// <summary>Submits by one agent or, when that one is gone, by the next.</summary>
    internal async Task<string> SubmitAsync(string id, params string[] agents)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int turn = 0; ; turn++)
        {
            string agent = agents[turn % agents.Length];
            long asked = Stopwatch.GetTimestamp();
            CommandResult answer = await run.Swarm.TryDispatchAsync(
                agent,
                id,
                s_answerLimit,
                [id, "--bash", "one", run.Body("true"), "--bash", "two", run.Body("true"), "--after", "one"]);
            run.Note("slowest_answer_s", Stopwatch.GetElapsedTime(asked).TotalSeconds);
            if (answer.ExitCode == 0)
            {
                Assert.Equal(id, answer.Output.Trim());
                run.Accept(id);
                return id;
            }

            run.Note("refusals", run.Figures.GetValueOrDefault("refusals") + 1);
            run.Talk.Say($"{agent} refuses {id} ({answer.ExitCode}): {answer.Error}");
            answer.Refused(answer.ExitCode is DataAtRisk ? DataAtRisk : Unreachable);
            Assert.True(Stopwatch.GetElapsedTime(begun) < s_patience, $"{id} is refused for ever: {answer.Error}");
        }
    }
}
