using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli;

/// <summary>Says what failed in a line that names the remedy, and with which exit code the process ends.</summary>
internal static class Failures
{
    /// <summary>Reports a failure on standard error; the answer is the exit code.</summary>
    internal static int Report(Exception failure, Terminal terminal)
    {
        int code = CodeOf(failure);
        if (code != ExitCode.Interrupted)
        {
            terminal.Say(code == ExitCode.Bug
                ? $"swarm has a bug: {failure.GetType().Name}: {Printable.Of(failure.Message, 400)} "
                    + "Please report it, with what you see when you set SWARM_DEBUG=1."
                : $"swarm: {failure.Message}");
        }

        return code;
    }

    /// <summary>The exit code of a failure. What only hosting an agent can throw is added here.</summary>
    internal static int CodeOf(Exception failure) => failure switch
    {
        HostUnfitException or OptionsValidationException => ExitCode.HostUnfit,
        IOException { InnerException: AddressInUseException } => ExitCode.HostUnfit,
        AggregateException { InnerExceptions: [{ } only] } => CodeOf(only),
        _ => ExitCode.Of(failure),
    };
}
