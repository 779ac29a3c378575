namespace Swarm.Agent.Fabric;

/// <summary>
/// Content that somebody here is using and that is therefore not removed. Whoever pins first and looks afterwards finds
/// the content, or finds that it is gone; it does not go in between.
/// </summary>
internal sealed class ContentPins
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, int> _users = [];

    /// <summary>Begins a use, which ends when it is disposed of.</summary>
    internal Use Begin() => new(this);

    /// <summary>Removes content unless somebody uses it.</summary>
    /// <returns>What the removal gives; 0 when it was not done.</returns>
    internal long RemoveUnlessUsed(Digest digest, Func<long> remove)
    {
        lock (_gate)
        {
            return _users.ContainsKey(digest) ? 0 : remove();
        }
    }

    private void Pin(Digest digest)
    {
        lock (_gate)
        {
            _users[digest] = _users.GetValueOrDefault(digest) + 1;
        }
    }

    private void Unpin(Digest digest)
    {
        lock (_gate)
        {
            if (--_users[digest] == 0)
            {
                _users.Remove(digest);
            }
        }
    }

    /// <summary>What one attempt or one request uses.</summary>
    internal sealed class Use(ContentPins pins) : IDisposable
    {
        private readonly HashSet<Digest> _used = [];
        private bool _isOver;

        /// <summary>Pins content, whether or not it is here yet.</summary>
        internal void Pin(Digest digest)
        {
            lock (_used)
            {
                if (!_isOver && _used.Add(digest))
                {
                    pins.Pin(digest);
                }
            }
        }

        /// <summary>Lets go of all of it.</summary>
        public void Dispose()
        {
            lock (_used)
            {
                _isOver = true;
                foreach (Digest digest in _used)
                {
                    pins.Unpin(digest);
                }

                _used.Clear();
            }
        }
    }
}
