namespace Swarm.Agent.Pool;

/// <summary>What the broker lets an agent say and hear, so that nobody writes in another's name.</summary>
internal static class PoolGrants
{
    private const string Api = "$JS.API.";

    /// <summary>
    /// What an agent may publish: its own entries, content, and questions about the log. It cannot make, change, empty
    /// or delete anything.
    /// </summary>
    internal static IReadOnlyList<string> Publish(PoolSubjects subjects, AgentId agent) =>
    [
        subjects.AllOf(agent),
        $"$O.{subjects.Blobs}.>",
        .. ((string[])[subjects.Stream, subjects.BlobStream]).SelectMany(stream => (string[])
        [
            $"{Api}STREAM.INFO.{stream}",
            $"{Api}STREAM.MSG.GET.{stream}",
            $"{Api}DIRECT.GET.{stream}",
            $"{Api}CONSUMER.CREATE.{stream}.>",
            $"{Api}CONSUMER.MSG.NEXT.{stream}.*",
            $"{Api}CONSUMER.DELETE.{stream}.*",
        ]),
    ];

    /// <summary>
    /// What the agent that runs the broker may publish: it makes the log, and writes in no other's name.
    /// </summary>
    internal static IReadOnlyList<string> PublishOfHost(PoolSubjects subjects, AgentId agent) =>
        [subjects.AllOf(agent), $"$O.{subjects.Blobs}.>", $"{Api}>"];

    /// <summary>What an agent may hear: answers to itself.</summary>
    internal static IReadOnlyList<string> Subscribe(AgentId agent) => [$"{InboxOf(agent)}.>"];

    /// <summary>Where answers to an agent go.</summary>
    internal static string InboxOf(AgentId agent) => $"_INBOX.{agent}";
}
