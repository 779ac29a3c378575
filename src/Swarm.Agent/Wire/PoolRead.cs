using Swarm.Core;
using Swarm.Core.Authorisation;

namespace Swarm.Agent.Wire;

/// <summary>What was read from an entry of the log: what it says, or where what it says lies.</summary>
internal abstract record PoolRead
{
    private PoolRead()
    {
    }

    /// <summary>The entry says it all.</summary>
    /// <param name="Says">What it says.</param>
    internal sealed record Complete(PoolEvent Says) : PoolRead;

    /// <summary>A campaign was submitted whose bytes lie in the object store; they go to
    /// <see cref="PoolCodec.DecodeCampaign"/> after they were held against the digest.</summary>
    /// <param name="Digest">The digest of the bytes.</param>
    /// <param name="SizeBytes">Their length; within the limit.</param>
    /// <param name="Owner">Whose campaign it is.</param>
    internal sealed record Stored(Digest Digest, long SizeBytes, CampaignOwner Owner) : PoolRead;
}
