namespace Swarm.Cli.Campaign;

/// <summary>How a campaign file is to be run.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Mode"><c>run</c> or <c>plan</c>.</param>
/// <param name="Id">The campaign's id, if it is fixed.</param>
/// <param name="Agents">The agents it talks to, as <c>SWARM_AGENT</c> names them.</param>
/// <param name="Arguments">What the program gets.</param>
internal sealed record ProgramOrder(
    string File, string Mode, string? Id, string Agents, IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// Checks what was asked for and finds the agents, so that a mistake shows before anything is compiled.
    /// </summary>
    /// <exception cref="FormatException">The file is not there or no C# file, or the id is none.</exception>
    internal static ProgramOrder Of(
        FileInfo file, string mode, string? id, IReadOnlyList<string> arguments, CommandContext context)
    {
        if (!file.Exists)
        {
            throw new FormatException($"There is no file '{file}'. Name a campaign file.");
        }

        if (file.Extension != ".cs")
        {
            throw new FormatException(
                $"'{file}' is no C# file. A campaign is a C# program, such as campaign.cs, or a "
                + "WfFormat instance, such as workflow.json.");
        }

        if (id is not null)
        {
            _ = Model.CampaignId.Parse(id);
        }

        string agents = string.Join(',', context.Locator.Locate(context.Agent, context.Terminal.Say)
            .Select(agent => agent.Socket ?? agent.Text));
        return new ProgramOrder(file.FullName, mode, id, agents, arguments);
    }
}
