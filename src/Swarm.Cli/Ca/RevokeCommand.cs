using System.CommandLine;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca revoke</c>: from now on a certificate counts no longer.</summary>
internal static class RevokeCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string NameOrSerial, bool IsUser, string Why, string? Folder);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> which = new("NAME|SERIAL")
        {
            Description = "All certificates that a name got until now, or one by its serial number",
        };
        Option<bool> user = new("--user") { Description = "The name is a user's, not an agent's" };
        Option<string> why = new("--why")
        {
            Description = "The reason; whoever is refused gets to read it",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "no reason given",
        };
        Option<string?> folder = CaOptions.Folder();
        return binder.Bind(
            new Command(
                "revoke",
                "Let certificates count no longer. The agents of this host hear of it at once and tell all others; "
                + "links of the revoked are closed. A new token lets the name in again")
            {
                which,
                user,
                why,
                folder,
            },
            parsed => new Options(
                parsed.GetRequiredValue(which), parsed.GetValue(user), parsed.GetValue(why)!, parsed.GetValue(folder)),
            RunAsync);
    }

    internal static Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CaFolders folders = new(context);
        string folder = Path.GetFullPath(options.Folder ?? folders.Authority);
        PrincipalKind kind = options.IsUser ? PrincipalKind.User : PrincipalKind.Agent;
        Authority.Revoke(folder, kind, options.NameOrSerial, options.Why, context.Time);
        TrustChange.Tell(folder, folders, context, new Report()
            .Field("revoked", "revoked", options.NameOrSerial)
            .InShort(options.NameOrSerial));
        return Task.FromResult(ExitCode.Done);
    }
}
