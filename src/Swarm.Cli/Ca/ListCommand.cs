using System.CommandLine;
using Swarm.Agent.Identity;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Ca;

/// <summary><c>swarm ca list</c>: what was given and signed, and what was revoked.</summary>
internal static class ListCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(DeskChoice Desk);

    internal static Command Create(CommandBinder binder)
    {
        Option<string?> folder = CaOptions.Folder();
        Option<string?> by = CaOptions.By();
        return binder.Bind(
            new Command(
                "list",
                "List the certificates that the authority signed, or an agent that lets others in; tokens that are "
                + "out; and what was revoked")
            {
                folder,
                by,
            },
            parsed => new Options(new DeskChoice(
                parsed.GetValue(folder), parsed.GetValue(by), OnlyAuthority: parsed.GetValue(by) is null)),
            RunAsync);
    }

    internal static Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (CertificateDesk desk, _) = new CaFolders(context).Find(options.Desk);
        AuthorityReport report = desk.Report;
        context.Output.Write(new Report()
            .Field("title", "swarm", report.Title)
            .Field("swarm", "swarm id", report.Swarm)
            .Field("folder", report.IsAuthority ? "authority" : "delegation", report.Folder)
            .Field("fingerprint", "fingerprint", report.Fingerprint)
            .Field("notAfterMicros", "good until", Cell.Of(report.NotAfter))
            .Field("rotating", "key is changing", Cell.Of(report.IsRotating))
            .Field("trustVersion", "trust list", Cell.Of(report.TrustVersion))
            .Table("certificates", "certificates", Certificates(desk.Certificates))
            .Table("tokens", "tokens", Tokens(desk.Tokens))
            .InShort(desk.Certificates.Select(one => one.Name).Distinct()));
        return Task.FromResult(ExitCode.Done);
    }

    private static Grid Certificates(IReadOnlyList<CertificateReport> certificates) => Grid.Of(
        certificates,
        new Column<CertificateReport>("name", "name", c => Cell.Of(c.Name)),
        new("kind", "as", c => CaOptions.Of(c.Kind)),
        new("serial", "serial", c => Cell.Of(c.Serial)),
        new("issuedAtMicros", "signed", c => Cell.Of(c.IssuedAt)),
        new("notAfterMicros", "good until", c => Cell.Of(c.NotAfter)),
        new("revoked", "revoked", c => c.Revoked.Length == 0
            ? new Cell("", "-", Tone.Faint) : Cell.Of(c.Revoked, Tone.Bad)));

    private static Grid Tokens(IReadOnlyList<TokenReport> tokens) => Grid.Of(
        tokens,
        new Column<TokenReport>("id", "token", t => Cell.Of(t.Id)),
        new("kind", "lets in", t => CaOptions.Of(t.Kind)),
        new("name", "named", t => Cell.Of(t.Name.Length == 0 ? "(any)" : t.Name)),
        new("untilMicros", "good until", t => Cell.Of(t.Until)),
        new("usedFor", "used for", t => Cell.Of(t.UsedFor)));
}
