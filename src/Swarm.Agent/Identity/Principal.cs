using System.Diagnostics.CodeAnalysis;

namespace Swarm.Agent.Identity;

/// <summary>
/// Who a certificate speaks for, as its only name: <c>swarm://SWARM/agent/NAME</c>. Hosts' names stand in no
/// certificate: agents move, are reached through tunnels, and are asked for by name.
/// </summary>
/// <param name="Swarm">The trust domain: 32 hexadecimal digits that follow from the first authority's key.</param>
/// <param name="Kind">What it may be.</param>
/// <param name="Name">Its name; for an issuer, that of the agent that holds the delegation.</param>
internal sealed record Principal(string Swarm, PrincipalKind Kind, string Name)
{
    /// <summary>The length of a trust domain in characters.</summary>
    internal const int SwarmLength = 32;

    private const string Scheme = "swarm://";
    private const int Parts = 3;

    /// <summary>As the certificate has it.</summary>
    internal string Uri => $"{Scheme}{Swarm}/{WordOf(Kind)}/{Name}";

    /// <summary>As people see it.</summary>
    public override string ToString() => $"{WordOf(Kind)} {Name}";

    /// <summary>The kind as a word of the command line and of certificates.</summary>
    internal static string WordOf(PrincipalKind kind) => kind switch
    {
        PrincipalKind.Agent => "agent",
        PrincipalKind.Issuer => "issuer",
        PrincipalKind.User => "user",
        _ => throw Invariant.Unreachable(kind),
    };

    /// <summary>The kind of a word.</summary>
    internal static PrincipalKind? KindOf(string word) =>
        Enum.GetValues<PrincipalKind>().Where(kind => WordOf(kind) == word).Cast<PrincipalKind?>().FirstOrDefault();

    /// <summary>Reads what a certificate says; false when it is no name of ours.</summary>
    internal static bool TryParse(string uri, [NotNullWhen(true)] out Principal? principal)
    {
        principal = null;
        string[] parts = uri.StartsWith(Scheme, StringComparison.Ordinal) ? uri[Scheme.Length..].Split('/') : [];
        if (parts.Length == Parts && IsSwarm(parts[0]) && KindOf(parts[1]) is { } kind
            && AgentId.TryParse(parts[2], out _))
        {
            principal = new Principal(parts[0], kind, parts[2]);
        }

        return principal is not null;
    }

    private static bool IsSwarm(string text) => text.Length == SwarmLength && text.All(char.IsAsciiHexDigitLower);
}
