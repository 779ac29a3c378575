namespace Swarm.Nats.Protocol;

/// <summary>Where answers go: nowhere, a subject, or our inbox followed by a number (which needs no string).</summary>
internal readonly record struct ReplySubject(string? Text, byte[]? Inbox, long Token)
{
    internal static ReplySubject Of(string? text) => new(text, null, 0);

    internal bool IsNone => Text is null && Inbox is null;

    /// <summary>At least as many bytes as it takes on the wire.</summary>
    internal int MaxBytes => Text is not null ? Text.Length * 3 : Inbox is not null ? Inbox.Length + 20 : 0;
}
