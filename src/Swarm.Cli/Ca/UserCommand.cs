using System.CommandLine;
using Swarm.Agent;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca user</c>: makes a user's certificate where the authority is.</summary>
internal static class UserCommand
{
    private static readonly TimeSpan s_goodFor = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_tokenValid = TimeSpan.FromMinutes(1);

    /// <summary>What can be said on the command line.</summary>
    /// <param name="Name">The user.</param>
    /// <param name="Groups">The groups.</param>
    /// <param name="GoodFor">How long the certificate is good.</param>
    /// <param name="Folder">The authority's folder, or null.</param>
    /// <param name="To">Where the user's key and certificate go, or null for this account's own.</param>
    internal sealed record Options(
        string Name, IReadOnlyList<string> Groups, TimeSpan GoodFor, string? Folder, string? To);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> name = new("NAME") { Description = "The user's name, which their campaigns bear" };
        Option<string[]> group = CaOptions.Group();
        Option<bool> isOperator = new("--operator")
        {
            Description = $"Of the group '{UserGroups.Operators}': may end, retry and read what others own",
        };
        Option<TimeSpan> goodFor = CaOptions.Span("--good-for", "How long the certificate is good", s_goodFor);
        Option<string?> folder = CaOptions.Folder();
        Option<string?> to = new("--to")
        {
            Description = "Where key and certificate go (default: this account's own, $XDG_DATA_HOME/swarm/user)",
            HelpName = "DIR",
        };
        return binder.Bind(
            new Command(
                "user",
                "Make a user of the swarm, who signs campaigns: agents run those of the users and groups that their "
                + "'allow' names. Run it again to renew. For a user of another host 'swarm ca token --user' prints a "
                + "token, so that the key is made there")
            {
                name, group, isOperator, goodFor, folder, to,
            },
            parsed => new Options(
                parsed.GetRequiredValue(name),
                [
                    .. parsed.GetValue(group) ?? [],
                    .. parsed.GetValue(isOperator) ? (string[])[UserGroups.Operators] : [],
                ],
                parsed.GetValue(goodFor),
                parsed.GetValue(folder),
                parsed.GetValue(to)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        EnrolmentReport made = await MakeAsync(options, context, cancellationToken);
        context.Output.Write(new Report()
            .Field("name", "user", made.Name)
            .Field("groups", "groups", Cell.Of([.. options.Groups.Distinct(StringComparer.Ordinal)]))
            .Field("title", "swarm", made.Title)
            .Field("notAfterMicros", "good until", Cell.Of(made.NotAfter))
            .Field("folder", "folder", made.Folder)
            .InShort(made.Name));
        return ExitCode.Done;
    }

    /// <summary>Makes a user's key and certificate.</summary>
    /// <exception cref="FormatException">The name or a group is none.</exception>
    /// <exception cref="SwarmException">There is no authority, or the folder is another user's.</exception>
    internal static async Task<EnrolmentReport> MakeAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        foreach (string word in options.Groups.Append(options.Name).Where(word => !AgentId.TryParse(word, out _)))
        {
            throw new FormatException(
                $"'{Printable.Of(word)}' is no name: use 1 to {AgentId.MaxLength} of a-z, 0-9, '-' and '_'.");
        }

        string to = Path.GetFullPath(options.To ?? context.Locator.UserFolder);
        string folder = Path.GetFullPath(options.Folder ?? new CaFolders(context).Authority);
        CertificateDesk desk = CertificateDesk.OfAuthority(folder, context.Time);
        Authority.HandToUser(folder, to, context.Time);
        string token = await desk.NewTokenAsync(
            new TokenOrder(PrincipalKind.User, options.Name, s_tokenValid, options.GoodFor, desk.Report.Folder)
            {
                Groups = [.. options.Groups.Distinct(StringComparer.Ordinal)],
            },
            cancellationToken);
        return await Enrolment.JoinAsync(
            new EnrolmentOrder(token, options.Name, to), context.Time, cancellationToken);
    }

    /// <summary>The name of this account as that of a user.</summary>
    internal static string NameOfAccount()
    {
        string name = new([.. Environment.UserName.ToLowerInvariant()
            .Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(AgentId.MaxLength)]);
        return AgentId.TryParse(name, out _) ? name : "owner";
    }
}
