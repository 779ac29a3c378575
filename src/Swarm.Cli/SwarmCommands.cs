using System.CommandLine;

namespace Swarm.Cli;

/// <summary>The whole command line: nouns, and under each its verbs.</summary>
internal static class SwarmCommands
{
    /// <summary>Makes the tree of commands.</summary>
    internal static RootCommand Create(CommandBinder binder)
    {
        binder.CompleteAgents();
        return new RootCommand(
            "Swarm: decentralized science workflows. See 'swarm agent start' and 'swarm campaign run'.")
        {
            binder.Output,
            binder.Agent,
            Noun(
                "agent", "Start, stop and look at agents",
                Agent.StartCommand.Create(binder), Agent.StopCommand.Create(binder), Agent.StatusCommand.Create(binder),
                Agent.ListCommand.Create(binder), Agent.DrainCommand.Create(binder), Agent.LogsCommand.Create(binder),
                Agent.EvictCommand.Create(binder), Agent.PardonCommand.Create(binder),
                Agent.DoctorCommand.Create(binder)),
            Noun(
                "campaign", "Run campaigns and see how they go",
                Campaign.RunCommand.Create(binder), Campaign.PlanCommand.Create(binder), Campaign.ListCommand.Create(
                    binder),
                Campaign.ShowCommand.Create(binder), Campaign.WatchCommand.Create(binder),
                Campaign.CancelCommand.Create(binder), Campaign.RetryCommand.Create(binder),
                Campaign.ExportCommand.Create(binder)),
            Noun(
                "activity", "Look at one activity of a campaign",
                Activity.ShowCommand.Create(binder), Activity.ExplainCommand.Create(binder),
                Activity.LogsCommand.Create(binder)),
            Noun(
                "data", "Move data in and out of the swarm",
                Data.GetCommand.Create(binder), Data.PutCommand.Create(binder), Data.LocateCommand.Create(binder)),
            Noun(
                "plugin", "See what agents can run",
                Plugin.ListCommand.Create(binder), Plugin.CheckCommand.Create(binder)),
            Noun(
                "ca", "Say who belongs to a swarm: its authority, and the certificates of its agents and users",
                Ca.InitCommand.Create(binder), Ca.TokenCommand.Create(binder), Ca.JoinCommand.Create(binder),
                Ca.ListCommand.Create(binder), Ca.RevokeCommand.Create(binder), Ca.RotateCommand.Create(binder)),
            Completion.CompletionCommand.Create(binder),
        };
    }

    private static Command Noun(string name, string description, params Command[] verbs)
    {
        Command noun = new(name, description);
        foreach (Command verb in verbs)
        {
            noun.Add(verb);
        }

        return noun;
    }
}
