using System.CommandLine;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca init</c>: makes the authority of a new swarm.</summary>
internal static class InitCommand
{
    private const string DefaultTitle = "swarm";

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string? Folder, string Title);

    internal static Command Create(CommandBinder binder)
    {
        Option<string?> folder = CaOptions.Folder();
        Option<string> title = new("--title")
        {
            Description = "What people call the swarm",
            HelpName = "TEXT",
            DefaultValueFactory = _ => DefaultTitle,
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
            },
            parsed => new Options(parsed.GetValue(folder), parsed.GetValue(title)!),
            RunAsync);
    }

    internal static Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string folder = Path.GetFullPath(options.Folder ?? new CaFolders(context).Authority);
        Authority.Create(folder, options.Title, context.Time);
        AuthorityReport made = CertificateDesk.OfAuthority(folder, context.Time).Report;
        context.Output.Write(new Report()
            .Field("folder", "authority", made.Folder)
            .Field("title", "title", made.Title)
            .Field("swarm", "swarm", made.Swarm)
            .Field("fingerprint", "fingerprint", made.Fingerprint)
            .Field("notAfterMicros", "good until", Cell.Of(made.NotAfter))
            .InShort(made.Fingerprint));
        context.Terminal.Say(
            "Next, on the host of the first agent, which will let the others in: swarm ca token --issuer --for NAME, "
            + "then swarm ca join TOKEN.");
        return Task.FromResult(ExitCode.Done);
    }
}
