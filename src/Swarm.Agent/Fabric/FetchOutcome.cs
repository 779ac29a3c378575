namespace Swarm.Agent.Fabric;

/// <summary>How fetching content ended.</summary>
/// <param name="Code"><see cref="ErrorCode.None"/> when it is here now.</param>
/// <param name="Digest">Its digest, when it is here.</param>
/// <param name="Bytes">How much travelled for it.</param>
/// <param name="Why">Why it is not here.</param>
internal sealed record FetchOutcome(ErrorCode Code, Digest Digest, long Bytes, string Why)
{
    /// <summary>Whether the content is here.</summary>
    internal bool IsHere => Code == ErrorCode.None;
}
