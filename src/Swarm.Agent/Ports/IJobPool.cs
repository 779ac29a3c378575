using Swarm.Core;

namespace Swarm.Agent.Ports;

/// <summary>
/// The durable job pool: one ordered log that every agent reads and appends to, and small content beside it.
/// </summary>
public interface IJobPool
{
    /// <summary>Whether the broker can be reached at present.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Reads the log in order, each entry once, without end; says once when it has read what was there at the
    /// beginning. It lives through outages of the broker.
    /// </summary>
    IAsyncEnumerable<AgentInput> ReadAsync(ulong after, CancellationToken cancellationToken);

    /// <summary>Appends an entry. Only reading it settles it.</summary>
    ValueTask<AppendOutcome> AppendAsync(PoolEvent entry, CancellationToken cancellationToken);

    /// <summary>Appends a campaign; a large one goes to the object store first.</summary>
    ValueTask<AppendOutcome> SubmitAsync(CampaignDocument campaign, CancellationToken cancellationToken);

    /// <summary>Keeps content durably under its digest. Keeping it twice is keeping it once.</summary>
    /// <exception cref="SwarmException">The broker is full or cannot be reached.</exception>
    ValueTask PutAsync(Digest digest, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens content that was put, or null when it is not there.</summary>
    ValueTask<Stream?> OpenAsync(Digest digest, CancellationToken cancellationToken);
}
