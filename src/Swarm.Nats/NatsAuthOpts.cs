namespace Swarm.Nats;

/// <summary>Who we are to the server; an address with a user or token of its own overrides it.</summary>
public sealed record NatsAuthOpts
{
    /// <summary>Nothing but what TLS shows.</summary>
    public static NatsAuthOpts None { get; } = new();

    /// <summary>User name, with <see cref="Password"/>. Leave it null where certificates are users.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>A shared secret instead of a user.</summary>
    public string? Token { get; init; }

    /// <summary>Names no secret, so that options may be logged.</summary>
    public override string ToString() => Token is not null ? "token" : Username ?? "none";
}
