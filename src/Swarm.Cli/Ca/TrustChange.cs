using Swarm.Agent.Identity;
using Swarm.Cli.Output;

namespace Swarm.Cli.Ca;

/// <summary>Hands a changed list of whom the swarm trusts to the agents of this host, and says who has it.</summary>
internal static class TrustChange
{
    /// <summary>Hands it on and writes the answer.</summary>
    internal static void Tell(string folder, CaFolders folders, CommandContext context, Report report)
    {
        string[] told =
            [.. Authority.HandOn(folder, folders.Agents, context.Time).Select(state => Path.GetFileName(state)!)];
        context.Output.Write(report.Field("told", "told to", Cell.Of(told)));
        if (told.Length == 0)
        {
            context.Terminal.Say(
                $"No agent of this host belongs to that swarm: copy '{Path.Combine(folder, "trust.json")}' over "
                + "identity/trust.json in the state folder of one that does; it tells all others.");
        }
    }
}
