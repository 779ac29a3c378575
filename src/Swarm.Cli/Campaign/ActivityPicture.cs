using Swarm.Model;
using Swarm.Sdk;

namespace Swarm.Cli.Campaign;

/// <summary>An activity as its changes tell it.</summary>
internal sealed class ActivityPicture(string name)
{
    private DateTimeOffset? _ready;
    private DateTimeOffset? _begun;

    internal string Name { get; } = name;

    internal ActivityState State { get; private set; } = ActivityState.Created;

    internal string Agent { get; private set; } = "";

    internal int Attempt { get; private set; }

    internal string Message { get; private set; } = "";

    /// <summary>What the last attempt that ended cost.</summary>
    internal RunFigures Cost { get; private set; } = RunFigures.None;

    /// <summary>From ready to begun, staging left out as soon as it is known.</summary>
    internal TimeSpan Waited
    {
        get
        {
            TimeSpan staging = State.IsFinal() ? TimeSpan.FromMicroseconds(Cost.StagingMicros) : TimeSpan.Zero;
            return _ready is { } ready && _begun is { } begun && begun > ready + staging
                ? begun - ready - staging
                : TimeSpan.Zero;
        }
    }

    /// <summary>How long it ran, or has been running.</summary>
    internal TimeSpan RanAt(DateTimeOffset now) => State.IsFinal() ? TimeSpan.FromMicroseconds(Cost.RunMicros)
        : State == ActivityState.Running && _begun is { } begun && now > begun ? now - begun
        : TimeSpan.Zero;

    /// <summary>Takes a change in.</summary>
    internal void Apply(CampaignEvent change)
    {
        State = change.State;
        Attempt = Math.Max(Attempt, change.Attempt);
        Agent = change.Agent.Length > 0 || change.State == ActivityState.Queued ? change.Agent : Agent;
        Message = change.Message;
        switch (change.State)
        {
            case ActivityState.Queued:
                _ready = change.Time;
                _begun = null;
                break;
            case ActivityState.StagingIn or ActivityState.Running:
                _begun ??= change.Time;
                break;
            case ActivityState.Completed or ActivityState.Failed:
                _begun ??= change.Time - TimeSpan.FromMicroseconds(change.Cost.RunMicros + change.Cost.StagingMicros);
                break;
        }

        if (change.Cost != RunFigures.None)
        {
            Cost = change.Cost;
        }
    }
}
