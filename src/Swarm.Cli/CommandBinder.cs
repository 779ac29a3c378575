using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli;

/// <summary>
/// Ties a parsed command line to the work of its verb: reads what is common to all and makes the context.
/// </summary>
internal sealed class CommandBinder(Terminal terminal, Func<string, string?> variable, TimeProvider time)
{
    private readonly AgentLocator _locator = new(variable);

    /// <summary>How the answer is written.</summary>
    internal Option<OutputForm> Output { get; } = new("--output", "-o")
    {
        Description = "How the answer is written: table, json (one object a line for streams) or quiet (ids only)",
        HelpName = "table|json|quiet",
        Recursive = true,
    };

    /// <summary>Which agent is asked.</summary>
    internal Option<string?> Agent { get; } = new("--agent", "-a")
    {
        Description = "The agent to ask: its name, its socket or host:port; several with commas between",
        HelpName = "AGENT",
        Recursive = true,
    };

    /// <summary>Completes the names of the agents of this machine.</summary>
    internal void CompleteAgents() =>
        Agent.CompletionSources.Add(_ => _locator.Local().Select(agent => agent.Text));

    /// <summary>Gives a command its work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads its options.</param>
    /// <param name="run">The work; the answer is the exit code.</param>
    internal Command Bind<TOptions>(
        Command command,
        Func<ParseResult, TOptions> read,
        Func<TOptions, CommandContext, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CommandContext context = ContextOf(parsed);
            try
            {
                return await run(read(parsed), context, cancellationToken);
            }
            catch (Exception failure) when (variable("SWARM_DEBUG") != "1")
            {
                return Failures.Report(failure, terminal);
            }
        });
        return command;
    }

    private CommandContext ContextOf(ParseResult parsed)
    {
        OutputForm form = parsed.GetValue(Output);
        return new CommandContext
        {
            Terminal = terminal,
            Form = form,
            Output = form switch
            {
                OutputForm.Json => new JsonOutput(terminal.Output),
                OutputForm.Quiet => new QuietOutput(terminal.Output),
                _ => new TableOutput(terminal),
            },
            Agent = parsed.GetValue(Agent),
            Locator = _locator,
            Variable = variable,
            Time = time,
        };
    }
}
