using Swarm.Agent.Identity;

namespace Swarm.Agent.Broker;

/// <summary>
/// Somebody who may use the child broker: a key, and the certificates by which it was found to be an agent's.
/// </summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Key">The digest of its key, in hexadecimal digits: the broker knows it by that.</param>
/// <param name="Chain">The certificates it showed last.</param>
internal sealed record BrokerUser(string Agent, string Key, IReadOnlyList<CertificateFacts> Chain)
{
    /// <summary>The user that an accepted certificate makes.</summary>
    internal static BrokerUser Of(CertificateVerdict verdict) =>
        new(verdict.Who!.Name, verdict.Key.ToString(), verdict.Chain);

    /// <summary>Whether its certificate is good still.</summary>
    internal bool IsGood(TrustStore trust) => trust.WhyNot(new CertificateVerdict(Chain, default, null)) is null;
}
