namespace Swarm.Agent.Peers;

/// <summary>
/// Connections for content, apart from those for messages: a large transfer shall not stand in front of a vote.
/// </summary>
internal sealed class BlobDoors(Func<AgentId, string, PeerDoor> open) : IDisposable
{
    private const int Capacity = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<(AgentId, string), PeerDoor> _doors = [];
    private readonly Queue<(AgentId, string)> _order = new();

    /// <summary>The connection to an agent; the oldest one is closed when there are too many.</summary>
    internal PeerDoor At(AgentId agent, string endpoint)
    {
        (AgentId, string) key = (agent, endpoint);
        lock (_gate)
        {
            if (_doors.TryGetValue(key, out PeerDoor? found))
            {
                return found;
            }

            if (_order.Count >= Capacity && _doors.Remove(_order.Dequeue(), out PeerDoor? oldest))
            {
                oldest.Dispose();
            }

            PeerDoor door = open(agent, endpoint);
            _order.Enqueue(key);
            return _doors[key] = door;
        }
    }

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (PeerDoor door in _doors.Values)
            {
                door.Dispose();
            }

            _doors.Clear();
            _order.Clear();
        }
    }
}
