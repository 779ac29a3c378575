namespace Swarm.Nats.Transport;

/// <summary>One address of the list in <see cref="NatsOpts.Url"/>.</summary>
internal sealed record NatsUri(string Host, int Port, bool IsTls, NatsAuthOpts Auth)
{
    private const int DefaultPort = 4222;

    /// <summary>Reads "nats://user:pass@host:port, tls://host".</summary>
    /// <exception cref="NatsException">An address cannot be read.</exception>
    internal static NatsUri[] ParseList(string urls, NatsAuthOpts auth)
    {
        string[] parts = urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0
            ? Array.ConvertAll(parts, part => Parse(part, auth))
            : throw new NatsException("no broker address was given: set Url, such as nats://127.0.0.1:4222");
    }

    /// <summary>The address without its secrets.</summary>
    public override string ToString() =>
        $"{(IsTls ? "tls" : "nats")}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}";

    private static NatsUri Parse(string text, NatsAuthOpts auth)
    {
        string full = text.Contains("://", StringComparison.Ordinal) ? text : $"nats://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0
            || uri.Scheme is not ("nats" or "tls"))
        {
            throw new NatsException("a broker address cannot be read: write it as nats://host:port or tls://host:port");
        }

        return new NatsUri(uri.IdnHost, uri.Port > 0 ? uri.Port : DefaultPort, uri.Scheme == "tls", Secrets(uri, auth));
    }

    private static NatsAuthOpts Secrets(Uri uri, NatsAuthOpts auth)
    {
        if (uri.UserInfo.Length == 0)
        {
            return auth;
        }

        string[] parts = uri.UserInfo.Split(':', 2);
        return parts.Length == 2
            ? new NatsAuthOpts
            {
                Username = Uri.UnescapeDataString(parts[0]),
                Password = Uri.UnescapeDataString(parts[1]),
            }
            : new NatsAuthOpts { Token = Uri.UnescapeDataString(parts[0]) };
    }
}
