using System.Globalization;

namespace Swarm.Nats.JetStream;

/// <summary>What must hold for a message to be stored.</summary>
public sealed record NatsJSPubOpts
{
    /// <summary>A message of the same id within the stream's window is stored once.</summary>
    public string? MsgId { get; init; }

    /// <summary>The stream that must take it.</summary>
    public string? ExpectedStream { get; init; }

    /// <summary>The last sequence the stream must have.</summary>
    public ulong? ExpectedLastSequence { get; init; }

    /// <summary>The last sequence the subject must have; 0 if it must have none.</summary>
    public ulong? ExpectedLastSubjectSequence { get; init; }

    /// <summary>Replaces all earlier messages: "sub" those of the subject, "all" those of the stream.</summary>
    internal string? Rollup { get; init; }

    /// <summary>These wishes as headers, beside others.</summary>
    internal NatsHeaders ToHeaders(NatsHeaders? others)
    {
        var headers = new NatsHeaders();
        headers.Fields.AddRange(others?.Fields ?? []);
        Add(headers, "Nats-Msg-Id", MsgId);
        Add(headers, "Nats-Expected-Stream", ExpectedStream);
        Add(headers, "Nats-Expected-Last-Sequence", ExpectedLastSequence?.ToString(CultureInfo.InvariantCulture));
        Add(headers, "Nats-Expected-Last-Subject-Sequence",
            ExpectedLastSubjectSequence?.ToString(CultureInfo.InvariantCulture));
        Add(headers, "Nats-Rollup", Rollup);
        return headers;
    }

    private static void Add(NatsHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add(name, value);
        }
    }
}
