using System.CommandLine;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Cli.Agent;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca join</c>: makes a key here and gets a certificate for it.</summary>
internal static class JoinCommand
{
    private const string FromInput = "-";

    /// <summary>What can be said on the command line.</summary>
    /// <param name="Token">The token, or '-' for standard input.</param>
    /// <param name="Name">The name, where the token leaves it open.</param>
    /// <param name="State">The agent's state folder, or null.</param>
    internal sealed record Options(string Token, string? Name, string? State);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> token = new("TOKEN")
        {
            Description = "What 'swarm ca token' printed; '-' reads it from standard input, where 'ps' does not show "
                + "it",
        };
        Option<string?> name = new("--name")
        {
            Description = "The agent's name, if the token leaves it open (default: this host's)",
            HelpName = "NAME",
        };
        Option<string?> state = new("--state") { Description = "The agent's state folder", HelpName = "DIR" };
        return binder.Bind(
            new Command(
                "join",
                "Let an agent of this host into a swarm: its key is made here and never leaves it, only the proof of "
                + "having it is sent. Run it again before the certificate runs out if the agent does not run")
            {
                token,
                name,
                state,
            },
            parsed => new Options(parsed.GetRequiredValue(token), parsed.GetValue(name), parsed.GetValue(state)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        string token = options.Token == FromInput
            ? (await context.Terminal.Input.ReadToEndAsync(cancellationToken)).Trim() : options.Token;
        HiddenArgument.Erase(token);
        TokenReading read = Enrolment.Read(token);
        if (read.Name is { } meant && options.Name is { } said && meant != said)
        {
            throw new FormatException($"The token is for '{meant}', not for '{said}': leave --name out.");
        }

        bool isUser = read.Kind == PrincipalKind.User;
        string name = read.Name ?? options.Name ?? (isUser ? Environment.UserName : AgentPlace.NameOfHost());
        string folder = options.State
            ?? (isUser ? context.Locator.UserFolder : context.Locator.StateFolderOf(name));
        EnrolmentReport done = await Enrolment.JoinAsync(
            new EnrolmentOrder(token, name, Path.GetFullPath(folder)), context.Time, cancellationToken);
        context.Output.Write(new Report()
            .Field("name", "let in", done.Name)
            .Field("kind", "as", CaOptions.Of(done.Kind))
            .Field("title", "swarm", done.Title)
            .Field("notAfterMicros", "good until", Cell.Of(done.NotAfter))
            .Field("folder", "folder", done.Folder)
            .InShort(done.Name));
        context.Terminal.Say(isUser
            ? "Agents take your orders now: name one with --agent HOST:PORT."
            : $"Next: swarm agent start --name {done.Name}"
                + (options.State is null ? "." : $" --state {ShellWords.Quote(options.State)}."));
        return ExitCode.Done;
    }
}
