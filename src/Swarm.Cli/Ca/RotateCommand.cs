using System.CommandLine;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca rotate</c>: another key for the authority, without an interruption.</summary>
internal static class RotateCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(bool Finish, string? Folder);

    internal static Command Create(CommandBinder binder)
    {
        Option<bool> finish = new("--finish")
        {
            Description = "Forget the old key: what it signed counts no longer, and agents that were away all the "
                + "time join anew",
        };
        Option<string?> folder = CaOptions.Folder();
        return binder.Bind(
            new Command(
                "rotate",
                "Change the authority's key in two steps. First both keys are trusted and the new one signs: give "
                + "every agent that lets others in a new delegation and every user a new certificate ('swarm ca "
                + "user'), and wait until all have renewed. Then forget the old key with --finish")
            {
                finish,
                folder,
            },
            parsed => new Options(parsed.GetValue(finish), parsed.GetValue(folder)),
            RunAsync);
    }

    internal static Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CaFolders folders = new(context);
        string folder = Path.GetFullPath(options.Folder ?? folders.Authority);
        Authority.Rotate(folder, options.Finish, context.Time);
        AuthorityReport report = CertificateDesk.OfAuthority(folder, context.Time).Report;
        TrustChange.Tell(folder, folders, context, new Report()
            .Field("fingerprint", "fingerprint", report.Fingerprint)
            .Field("rotating", "key is changing", Cell.Of(report.IsRotating))
            .InShort(report.Fingerprint));
        return Task.FromResult(ExitCode.Done);
    }
}
