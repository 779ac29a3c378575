namespace Swarm.Model;

/// <summary>What follows from an <see cref="ActivityState"/>.</summary>
public static class ActivityStates
{
    /// <summary>Whether nothing will happen to the activity any more, unless somebody retries it.</summary>
    public static bool IsFinal(this ActivityState state) => state >= ActivityState.Completed;

    /// <summary>Whether an agent holds the activity.</summary>
    public static bool IsOpen(this ActivityState state) =>
        state is ActivityState.Assigned or ActivityState.StagingIn or ActivityState.Running;
}
