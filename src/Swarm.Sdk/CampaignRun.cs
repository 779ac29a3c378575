using System.Runtime.CompilerServices;
using Swarm.Sdk.Views;

namespace Swarm.Sdk;

/// <summary>
/// A campaign that was dispatched. It goes on whether or not anybody watches; disposing only ends the watching.
/// </summary>
public sealed class CampaignRun : IDisposable
{
    private readonly SwarmClient _client;
    private readonly bool _ownsClient;
    private readonly Lock _lock = new();
    private long _lastSeen;
    private Task<CampaignResult>? _completion;

    internal CampaignRun(SwarmClient client, CampaignId id, bool ownsClient)
    {
        _client = client;
        _ownsClient = ownsClient;
        Id = id.Text;
    }

    /// <summary>The campaign's id.</summary>
    public string Id { get; }

    /// <summary>
    /// Sentences that a person should read, such as that a large file lies on one agent only; mostly none.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>
    /// How it ends. Watching for the end begins when this is first asked for, and goes on over lost connections.
    /// </summary>
    public Task<CampaignResult> Completion
    {
        get
        {
            lock (_lock)
            {
                return _completion ??= CompleteAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>What one of its activities is doing and leaves behind.</summary>
    public ActivityHandle this[Activity activity] => new(_client, Id, activity.Name);

    /// <summary>What one of its activities, by name, is doing and leaves behind.</summary>
    public ActivityHandle this[string activity] => new(_client, Id, activity);

    /// <summary>
    /// Its changes in order, first those that were and then as they come, until it ends. A lost connection is made
    /// again, with another agent if <c>SWARM_AGENT</c> names several, and nothing is missed or told twice.
    /// </summary>
    /// <param name="after">Changes with a higher number than this; 0 for all.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="SwarmException">Nobody has answered for two minutes, or the campaign is unknown.</exception>
    public async IAsyncEnumerable<CampaignEvent> Events(
        long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (CampaignEvent change in _client.WatchAsync(Id, after, cancellationToken).ConfigureAwait(false))
        {
            Volatile.Write(ref _lastSeen, Math.Max(_lastSeen, change.Number));
            yield return change;
        }
    }

    /// <summary>Ends whatever of it is not final. Doing it twice is doing it once.</summary>
    /// <param name="reason">Why; it is kept with the campaign.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>False when it was final already.</returns>
    /// <exception cref="SwarmException">No agent answers.</exception>
    public Task<bool> CancelAsync(string reason = "", CancellationToken cancellationToken = default) =>
        _client.CancelCampaignAsync(Id, reason, cancellationToken);

    /// <summary>Where it stands, with its activities.</summary>
    /// <exception cref="SwarmException">No agent answers.</exception>
    public Task<CampaignReport> ShowAsync(CancellationToken cancellationToken = default) =>
        _client.ShowCampaignAsync(Id, cancellationToken: cancellationToken);

    /// <summary>Ends the watching, not the campaign.</summary>
    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    private async Task<CampaignResult> CompleteAsync(CancellationToken cancellationToken)
    {
        await foreach (CampaignEvent change in Events(Volatile.Read(ref _lastSeen), cancellationToken)
            .ConfigureAwait(false))
        {
            if (change.IsCampaignEnd)
            {
                break;
            }
        }

        CampaignReport report = await _client.ShowCampaignAsync(Id, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return new CampaignResult(report.Summary, report.RootCause, report.Published);
    }
}
