using System.Reflection;

namespace Swarm.Agent.Peers;

/// <summary>Which protocol this agent speaks, and which version it is.</summary>
internal static class PeerVersion
{
    /// <summary>The protocol's number, the same on both sides. It changes with what old agents would misread.</summary>
    internal const int Protocol = 1;

    /// <summary>The version, for people.</summary>
    internal static string Text { get; } =
        typeof(PeerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>The sentence that refuses a side that speaks another protocol; null when both speak the same.</summary>
    /// <param name="other">Who the other side says it is.</param>
    /// <param name="version">Its version.</param>
    /// <param name="protocol">Its protocol.</param>
    internal static string? WhyNot(string other, string version, int protocol) =>
        protocol == Protocol
            ? null
            : $"agent {Printable.Of(other)} is version {Printable.Of(version)} with protocol {protocol}, this agent is "
                + $"version {Text} with protocol {Protocol}: update {(protocol < Protocol ? "that one" : "this one")}";
}
