namespace Swarm.Agent.Identity;

/// <summary>
/// What goes on with holders of certificates, such as links: it is ended when a certificate runs out or is revoked.
/// Who looks is the agent's upkeep, once a second.
/// </summary>
internal sealed class CertificateWatch(TrustStore trust)
{
    private readonly Lock _gate = new();
    private readonly List<Watched> _watched = [];

    /// <summary>Begins to watch.</summary>
    /// <param name="verdict">The certificate.</param>
    /// <param name="cancellationToken">What else ends it.</param>
    internal Watched Begin(CertificateVerdict verdict, CancellationToken cancellationToken)
    {
        Watched watched = new(this, verdict, cancellationToken);
        lock (_gate)
        {
            _watched.Add(watched);
        }

        return watched;
    }

    /// <summary>Ends what is to end.</summary>
    internal void Look()
    {
        Watched[] all;
        lock (_gate)
        {
            all = [.. _watched];
        }

        foreach (Watched one in all)
        {
            if (one.Reason is null && trust.WhyNot(one.Verdict) is { } reason)
            {
                one.End(reason);
            }
        }
    }

    /// <summary>One thing that goes on; disposed of at its end.</summary>
    internal sealed class Watched : IDisposable
    {
        private readonly CertificateWatch _owner;
        private readonly CancellationTokenSource _ending;
        private volatile string? _reason;

        internal Watched(CertificateWatch owner, CertificateVerdict verdict, CancellationToken cancellationToken)
        {
            _owner = owner;
            Verdict = verdict;
            _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Token = _ending.Token;
        }

        /// <summary>The certificate.</summary>
        internal CertificateVerdict Verdict { get; }

        /// <summary>Canceled when it is to end.</summary>
        internal CancellationToken Token { get; }

        /// <summary>Why it was ended; null while the certificate is good.</summary>
        internal string? Reason => _reason;

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._gate)
            {
                _owner._watched.Remove(this);
                _ending.Dispose();
            }
        }

        internal void End(string reason)
        {
            _reason = reason;
            lock (_owner._gate)
            {
                if (_owner._watched.Contains(this))
                {
                    _ending.CancelAfter(TimeSpan.Zero);
                }
            }
        }
    }
}
