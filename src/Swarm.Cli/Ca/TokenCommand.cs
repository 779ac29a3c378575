using System.CommandLine;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca token</c>: a word that lets one agent or user in, once and soon.</summary>
internal static class TokenCommand
{
    private static readonly TimeSpan s_valid = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_goodFor = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_delegated = TimeSpan.FromDays(7);

    /// <summary>What can be said on the command line.</summary>
    /// <param name="Kind">What it is to enrol.</param>
    /// <param name="Name">For whom, or null.</param>
    /// <param name="Valid">How long the token is good.</param>
    /// <param name="GoodFor">How long what it gives is good; null for what is usual.</param>
    /// <param name="Desk">Who is to answer.</param>
    /// <param name="At">The address of the agent that answers, or null.</param>
    internal sealed record Options(
        PrincipalKind Kind, string? Name, TimeSpan Valid, TimeSpan? GoodFor, DeskChoice Desk, string? At)
    {
        /// <summary>The groups of the user.</summary>
        internal IReadOnlyList<string> Groups { get; init; } = [];
    }

    internal static Command Create(CommandBinder binder)
    {
        Option<string?> name = new("--for") { Description = "For whom; else any free name will do", HelpName = "NAME" };
        Option<TimeSpan> valid = CaOptions.Span("--valid", "How long the token is good", s_valid);
        Option<TimeSpan> goodFor = CaOptions.Span(
            "--good-for", "How long what it gives is good (default 30d; a delegation 7d)", TimeSpan.Zero);
        Option<bool> issuer = new("--issuer")
        {
            Description = "For an agent that is to let others in too, for some days (a delegation)",
        };
        Option<bool> user = new("--user") { Description = "For a person or program that gives orders from afar" };
        Option<string[]> group = CaOptions.Group();
        Option<string?> folder = CaOptions.Folder();
        Option<string?> by = CaOptions.By();
        Option<string?> at = new("--at")
        {
            Description = "Where the agent that answers is reached, if not where it says",
            HelpName = "HOST:PORT",
        };
        Command command = new(
            "token",
            "Print a token with which 'swarm ca join' lets one agent in. It is good once and for some minutes, and is "
            + "kept nowhere: give it to whoever starts the agent by a way you trust")
        {
            name, valid, goodFor, issuer, user, group, folder, by, at,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(issuer) && result.GetValue(user))
            {
                result.AddError("'--issuer' is for agents and '--user' for people: choose one.");
            }

            if (result.GetValue(group) is { Length: > 0 } && !result.GetValue(user))
            {
                result.AddError("'--group' is for users: add --user.");
            }
        });
        return binder.Bind(
            command,
            parsed => new Options(
                parsed.GetValue(issuer) ? PrincipalKind.Issuer
                    : parsed.GetValue(user) ? PrincipalKind.User : PrincipalKind.Agent,
                parsed.GetValue(name),
                parsed.GetValue(valid),
                parsed.GetValue(goodFor) is { Ticks: > 0 } span ? span : null,
                new DeskChoice(
                    parsed.GetValue(folder),
                    parsed.GetValue(by),
                    parsed.GetValue(issuer) || parsed.GetValue(group) is { Length: > 0 }),
                parsed.GetValue(at))
            {
                Groups = parsed.GetValue(group) ?? [],
            },
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        foreach (string text in options.Groups.Append(options.Name).OfType<string>()
            .Where(text => !AgentId.TryParse(text, out _)))
        {
            throw new FormatException(
                $"'{Printable.Of(text)}' is no name: use 1 to {AgentId.MaxLength} of a-z, 0-9, '-' and '_'.");
        }

        (CertificateDesk desk, string? agent) = new CaFolders(context).Find(options.Desk);
        string place = agent is null
            ? desk.Report.Folder : await PlaceOfAsync(agent, options, context, cancellationToken);
        TimeSpan goodFor = options.GoodFor ?? (options.Kind == PrincipalKind.Issuer ? s_delegated : s_goodFor);
        string token = await desk.NewTokenAsync(
            new TokenOrder(options.Kind, options.Name, options.Valid, goodFor, place) { Groups = options.Groups },
            cancellationToken);
        context.Output.Write(new Report()
            .Field("token", "token", Cell.Of(token))
            .Field("kind", "lets in", CaOptions.Of(options.Kind))
            .Field("name", "named", options.Name ?? "(any free name)")
            .Field("untilMicros", "good until", Cell.Of(context.Time.GetUtcNow() + options.Valid))
            .Field("answeredAt", "answered at", place)
            .InShort(token));
        context.Terminal.Say(
            agent is null
                ? "It is answered on this host, by whoever can read that folder: swarm ca join TOKEN."
                : "On the other host: swarm ca join - (it reads the token from its input, where 'ps' does not show "
                    + "it).");
        return ExitCode.Done;
    }

    private static async Task<string> PlaceOfAsync(
        string agent, Options options, CommandContext context, CancellationToken cancellationToken)
    {
        if (options.At is { } at)
        {
            return at;
        }

        string socket = context.Locator.SocketOf(agent, context.Locator.StateFolderOf(agent));
        using SwarmClient client = SwarmClient.Connect([AgentAddress.OfSocket(agent, socket)]);
        try
        {
            return (await client.StatusAsync(cancellationToken)).Endpoint;
        }
        catch (SwarmException silent) when (silent.Code == ErrorCode.PeerUnreachable)
        {
            throw new SwarmException(
                silent.Code,
                $"Agent '{agent}', which is to answer, does not run. Start it, or say with --at HOST:PORT where it "
                + "will be reached.",
                silent);
        }
    }
}
