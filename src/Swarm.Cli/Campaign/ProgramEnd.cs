using Swarm.Sdk;

namespace Swarm.Cli.Campaign;

/// <summary>What to say of a campaign program that ended without handing a campaign over.</summary>
internal static class ProgramEnd
{
    /// <summary>Says it; the answer is the exit code.</summary>
    internal static int WithoutCampaign(int programExitCode, FileInfo file, CommandContext context)
    {
        switch (programExitCode)
        {
            case ExitCode.Done:
                context.Terminal.Say(
                    $"'{file.Name}' ended without dispatching a campaign. Call 'await campaign.DispatchAsync()'.");
                return ExitCode.Usage;
            case ExitCode.Failed:
                context.Terminal.Say(
                    $"'{file.Name}' does not compile, or ended with 1 before it dispatched a campaign; see above.");
                return ExitCode.Usage;
            default:
                // The program has said why, and ended with the exit code that swarm itself would have.
                return programExitCode;
        }
    }
}
