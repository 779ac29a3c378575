using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>
/// This process as the log knows it: it asks to join, learns its incarnation by reading its own entry, answers those
/// who think it lost, and says goodbye.
/// </summary>
internal sealed class OwnProcess(CoreSettings settings, AgentId agent, Rng rng, LogFold fold, AppendTable appends)
{
    private Digest _nonce = rng.Nonce();
    private bool _isEvicted;

    /// <summary>The agent and its incarnation; default until its own entry was read.</summary>
    internal MemberKey Key { get; private set; }

    /// <summary>Whether it is on its way out.</summary>
    internal bool IsLeaving { get; private set; }

    /// <summary>Begins to leave.</summary>
    internal void Leave() => IsLeaving = true;

    /// <summary>The swarm went on without this process: it asks anew, as another incarnation.</summary>
    internal void BeginAnew()
    {
        Key = default;
        _nonce = rng.Nonce();
    }

    /// <summary>Reads an entry of its own agent that stands.</summary>
    /// <returns>Whether it is the one that gives this process its incarnation.</returns>
    internal bool OnEntry(AgentInput.PoolEntry entry, Outbox outbox)
    {
        Digest? nonce = entry.Event switch
        {
            PoolEvent.Founded founded => founded.Nonce,
            PoolEvent.Joining joining => joining.Nonce,
            _ => null,
        };
        if (nonce == _nonce)
        {
            Key = new MemberKey(agent, new Incarnation(entry.Sequence));
            return true;
        }

        if (nonce is not null && Key != default)
        {
            outbox.Add(new Effect.Stop($"another process of agent '{agent}' has taken over"));
        }

        return false;
    }

    /// <summary>Ends the process when an operator has put this agent out.</summary>
    internal void HeedEviction(Outbox outbox)
    {
        if (!_isEvicted && fold.Views.Bars.WhyEvicted(agent) is { } why)
        {
            _isEvicted = true;
            outbox.Add(new Effect.Stop(
                $"an operator put agent '{agent}' out ({why}); 'swarm agent pardon {agent}' at another agent lets it "
                + "in again"));
        }
    }

    /// <summary>Asks for what is wanted next: to be in, or to be out.</summary>
    internal void JoinOrLeave(Instant now, Outbox outbox)
    {
        if (IsLeaving)
        {
            if (Key != default && fold.Views.Roster.IsNewest(Key) && !fold.Views.Roster.IsLeaving(agent))
            {
                appends.TryAppend(
                    new AppendKey(AppendPurpose.Leave), new PoolEvent.Leaving(Key.Incarnation), now, outbox);
            }
        }
        else if (fold.Views.IsFounded)
        {
            PoolEvent joining =
                new PoolEvent.Joining(_nonce, settings.PublicKey, settings.Endpoint, settings.Capabilities);
            appends.TryAppend(new AppendKey(AppendPurpose.Join), joining, now, outbox);
        }
        else if (settings.MayFound)
        {
            PoolEvent founded =
                new PoolEvent.Founded(
                    _nonce, settings.Rules, settings.PublicKey, settings.Endpoint, settings.Capabilities);
            appends.TryAppend(new AppendKey(AppendPurpose.Join), founded, now, outbox);
        }
    }

    /// <summary>Tells whoever claims that it is lost that it is there.</summary>
    internal void AnswerClaims(Instant now, Outbox outbox)
    {
        foreach ((ulong sequence, IReadOnlyCollection<AgentId> absent) in fold.Views.Claims)
        {
            if (absent.Contains(agent))
            {
                appends.TryAppend(
                    new AppendKey(AppendPurpose.Presence), new PoolEvent.Present(sequence), now, outbox);
                return;
            }
        }
    }
}
