using Swarm.Agent.Identity;
using Swarm.Model;

namespace Swarm.Cli.Ca;

/// <summary>Where authorities, users and the agents of this host keep what they are.</summary>
internal sealed class CaFolders(CommandContext context)
{
    /// <summary>The authority's folder, unless another is named: <c>$XDG_DATA_HOME/swarm/ca</c>.</summary>
    internal string Authority => Path.Combine(context.Locator.DataRoot, "ca");

    /// <summary>The state folders of the agents of this host.</summary>
    internal IReadOnlyList<string> Agents => Directory.Exists(context.Locator.StateRoot)
        ? [.. Directory.EnumerateDirectories(context.Locator.StateRoot).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>
    /// The desk that was meant: an agent's or a folder's by name; else that of the first agent of this host that can
    /// enrol, for others can reach it; else the authority's.
    /// </summary>
    /// <exception cref="SwarmException">There is none.</exception>
    internal (CertificateDesk Desk, string? Agent) Find(DeskChoice choice)
    {
        if (choice.Agent is { } name)
        {
            return (CertificateDesk.OfAgent(context.Locator.StateFolderOf(name), context.Time)
                ?? throw new SwarmException(
                    ErrorCode.PeerRefused,
                    $"Agent '{name}' of this host cannot enrol others. Delegate to it with 'swarm ca token --issuer "
                    + $"--for {name}' and 'swarm ca join' with that token."), name);
        }

        if (choice.Folder is null && !choice.OnlyAuthority)
        {
            foreach (string state in Agents)
            {
                if (CertificateDesk.OfAgent(state, context.Time) is { } desk
                    && desk.Report.NotAfter > context.Time.GetUtcNow())
                {
                    return (desk, Path.GetFileName(state));
                }
            }
        }

        return (CertificateDesk.OfAuthority(Path.GetFullPath(choice.Folder ?? Authority), context.Time), null);
    }
}
