using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// The agent's port: TLS with this agent's certificate, and a look at the caller's. Who shows none or a bad one gets as
/// far as a sentence that says so, and to the one question that is open to strangers: to be enrolled.
/// </summary>
internal static class TlsDoor
{
    private static readonly TimeSpan s_handshakeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Secures a port.</summary>
    /// <param name="listen">The port.</param>
    /// <param name="identity">Who this agent is; asked for each connection.</param>
    /// <param name="log">Where it is said who was turned away.</param>
    internal static void Secure(ListenOptions listen, Func<AgentIdentity> identity, ILogger log)
    {
        listen.Use(next => connection => FollowAsync(next, connection, log));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = s_handshakeLimit,
            OnConnection = context => ValueTask.FromResult(OptionsOf(context.Connection, identity())),
        });
    }

    private static SslServerAuthenticationOptions OptionsOf(BaseConnectionContext connection, AgentIdentity identity)
        => new()
        {
            ServerCertificateContext = identity.Context,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                IsNoted(connection, identity.Trust, ServerCheck.CopyOf(certificate, chain)),
        };

    // A bad certificate does not end the handshake: each call is refused, in words that the caller can read.
    private static bool IsNoted(
        BaseConnectionContext connection, TrustStore trust, IEnumerable<X509Certificate2> shown)
    {
        X509Certificate2[] all = [.. shown];
        ConnectionNote? note = connection.Items[typeof(ConnectionNote)] as ConnectionNote;
        note?.Verdict = trust.Judge(all.FirstOrDefault(), [.. all.Skip(1)]);
        return note is not null;
    }

    // A caller that does not believe us leaves without a word; it says why on its own side only.
    private static async Task FollowAsync(ConnectionDelegate next, ConnectionContext connection, ILogger log)
    {
        ConnectionNote note = new();
        connection.Items[typeof(ConnectionNote)] = note;
        try
        {
            await next(connection);
        }
        catch (NotSupportedException) when (note.Verdict is null)
        {
            // It spoke TLS, but did not greet: SslStream then misses a certificate that nobody has asked for yet.
        }

        if (!note.WasAsked)
        {
            string caller = note.Verdict is { } shown ? shown.Reason ?? shown.Who!.ToString() : "it is not secured";
            Log.CallerLeft(log, $"{connection.RemoteEndPoint}", caller);
        }
    }
}
