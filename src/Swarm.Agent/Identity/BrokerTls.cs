using System.Net.Security;

namespace Swarm.Agent.Identity;

/// <summary>How an agent connects to the broker: it shows its certificate, and looks at the broker's.</summary>
internal static class BrokerTls
{
    /// <summary>Sets up one attempt to connect.</summary>
    /// <param name="identity">Who this agent is.</param>
    /// <param name="host">
    /// The agent that runs the broker; null for a broker of others, which may have a certificate that this host trusts.
    /// </param>
    internal static Func<SslClientAuthenticationOptions, ValueTask> Secure(AgentIdentity identity, AgentId? host) =>
        options =>
        {
            ServerCheck check = ServerCheck.OfMember(identity.Trust, host);
            options.ClientCertificateContext = identity.Context;
            options.AllowTlsResume = false;
            options.CertificateChainPolicy = null;
            options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                (host is null && errors == SslPolicyErrors.None) || check.Accepts(sender, certificate, chain, errors);
            return ValueTask.CompletedTask;
        };
}
