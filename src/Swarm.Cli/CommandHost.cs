using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli;

/// <summary>Runs one command line: parses it, cancels it when somebody interrupts, and gives its exit code.</summary>
internal sealed class CommandHost : IDisposable
{
    /// <summary>Words that begin with '@' select by index; they name no files with more words.</summary>
    private static readonly ParserConfiguration s_plainWords = new() { ResponseFileTokenReplacer = null };

    private readonly CancellationTokenSource _interrupted = new();
    private readonly Func<string, string?> _variable;
    private readonly PosixSignalRegistration[] _signals;

    internal CommandHost(Terminal terminal, Func<string, string?> variable)
    {
        Terminal = terminal;
        _variable = variable;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    internal Terminal Terminal { get; }

    /// <summary>Whether somebody looks for a bug and wants to see stack traces.</summary>
    internal bool WantsTraces => _variable("SWARM_DEBUG") == "1";

    /// <summary>Runs a command line of this process.</summary>
    internal Task<int> RunAsync(string[] args) => RunAsync(args, TimeProvider.System, _interrupted.Token);

    /// <summary>Runs a command line.</summary>
    internal async Task<int> RunAsync(string[] args, TimeProvider time, CancellationToken cancellationToken)
    {
        CommandBinder binder = new(Terminal, _variable, time);
        ParseResult parsed = SwarmCommands.Create(binder).Parse(args.Length == 0 ? ["--help"] : args, s_plainWords);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed);
        }

        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = Terminal.Output,
            Error = Terminal.Error,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _interrupted.Dispose();
    }

    private int Refuse(ParseResult parsed)
    {
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        {
            Terminal.Say(message);
        }

        Terminal.Say($"See '{PathOf(parsed.CommandResult)} --help'.");
        return ExitCode.Usage;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "swarm";

    /// <summary>The first signal asks for an end; a second one ends the process at once, as it always did.</summary>
    private void OnSignal(PosixSignalContext context)
    {
        if (!_interrupted.IsCancellationRequested)
        {
            context.Cancel = true;
            _interrupted.Cancel();
        }
    }
}
