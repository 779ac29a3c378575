using System.Text.Json;
using Swarm.Agent.Identity;

namespace Swarm.Agent.Broker;

/// <summary>
/// Who may use the child broker. It is kept beside the broker, so that those who were let in once find it again after a
/// restart; who was revoked or has run out is left out.
/// </summary>
internal sealed class BrokerUsers(string path, TrustStore trust)
{
    private const int Capacity = 10_000;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BrokerUser> _users = [];

    /// <summary>Those who may, in order.</summary>
    internal IReadOnlyList<BrokerUser> Good()
    {
        lock (_gate)
        {
            return
            [
                .. _users.Values.Where(user => user.IsGood(trust))
                    .OrderBy(user => user.Agent, StringComparer.Ordinal)
                    .ThenBy(user => user.Key, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Reads who was let in before.</summary>
    internal void Load()
    {
        try
        {
            foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
            {
                BrokerUser user = JsonSerializer.Deserialize<BrokerUser>(line, s_json)!;
                _users[user.Key] = user;
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable, $"'{path}' cannot be read ({e.Message}): remove it, agents ask anew", e);
        }
    }

    /// <summary>Lets somebody in.</summary>
    /// <returns>Whether the broker has to be told: false when it knows that key already.</returns>
    /// <exception cref="SwarmException">There are too many.</exception>
    internal bool Admit(CertificateVerdict verdict)
    {
        lock (_gate)
        {
            return Admit(BrokerUser.Of(verdict));
        }
    }

    private bool Admit(BrokerUser user)
    {
        bool isKnown = _users.TryGetValue(user.Key, out BrokerUser? known) && known.IsGood(trust);
        if (isKnown && known!.Chain.SequenceEqual(user.Chain))
        {
            return false;
        }

        foreach (BrokerUser gone in _users.Values.Where(one => !one.IsGood(trust)).ToArray())
        {
            _users.Remove(gone.Key);
        }

        if (_users.Count >= Capacity && !_users.ContainsKey(user.Key))
        {
            throw new SwarmException(
                ErrorCode.BrokerRefused, $"the broker has {Capacity} users already: use one of your own with pool.url");
        }

        _users[user.Key] = user;
        DurableFile.Replace(
            path, string.Concat(_users.Values.Select(one => JsonSerializer.Serialize(one, s_json) + "\n")));
        return !isKnown;
    }
}
