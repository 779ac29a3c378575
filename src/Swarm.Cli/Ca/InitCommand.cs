using System.CommandLine;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca init</c>: makes the authority of a new swarm.</summary>
internal static class InitCommand
{
    private const string DefaultTitle = "swarm";

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string? Folder, string Title, string Owner);

    internal static Command Create(CommandBinder binder)
    {
        Option<string?> folder = CaOptions.Folder();
        Option<string> title = new("--title")
        {
            Description = "What people call the swarm",
            HelpName = "TEXT",
            DefaultValueFactory = _ => DefaultTitle,
        };
        Option<string> owner = new("--owner")
        {
            Description = "The name of the user who founds the swarm, and operates it: you",
            HelpName = "NAME",
            DefaultValueFactory = _ => UserCommand.NameOfAccount(),
        };
        return binder.Bind(
            new Command(
                "init",
                "Make a swarm's authority: a key that signs for its agents. It stays in a folder that only you can "
                + "enter; keep a copy where nobody else finds it. Then let the first agent in: 'swarm ca token "
                + "--issuer --for NAME'")
            {
                folder,
                title,
                owner,
            },
            parsed => new Options(parsed.GetValue(folder), parsed.GetValue(title)!, parsed.GetValue(owner)!),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(options.Folder ?? new CaFolders(context).Authority);
        Authority.Create(folder, options.Title, context.Time);
        AuthorityReport made = CertificateDesk.OfAuthority(folder, context.Time).Report;
        string? taken = Enrolment.UserIn(context.Locator.UserFolder);
        if (taken is null)
        {
            await UserCommand.MakeAsync(Founder(options.Owner, folder), context, cancellationToken);
        }

        context.Output.Write(new Report()
            .Field("folder", "authority", made.Folder)
            .Field("title", "title", made.Title)
            .Field("swarm", "swarm", made.Swarm)
            .Field("fingerprint", "fingerprint", made.Fingerprint)
            .Field("notAfterMicros", "good until", Cell.Of(made.NotAfter))
            .Field("owner", "founded by", taken is null ? options.Owner : "nobody yet")
            .InShort(made.Fingerprint));
        context.Terminal.Say(taken is null
            ? $"You are its user '{options.Owner}' ({context.Locator.UserFolder}): agents run your campaigns, and no "
                + "others' unless their 'allow' says so."
            : $"This account is user '{taken}' of another swarm. Make its founder where nobody is: swarm ca user "
                + $"{options.Owner} --group {UserGroups.Founders} --operator --to DIR.");
        context.Terminal.Say(
            "Next, on the host of the first agent, which will let the others in: swarm ca token --issuer --for NAME, "
            + "then swarm ca join TOKEN.");
        return ExitCode.Done;
    }

    private static UserCommand.Options Founder(string name, string folder) => new(
        name,
        [UserGroups.Founders, UserGroups.Operators],
        CertificateDesk.LongestValidity,
        folder,
        To: null);
}
