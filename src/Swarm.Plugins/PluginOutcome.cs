using Swarm.Model;

namespace Swarm.Plugins;

/// <summary>How a plugin's run of an attempt ended.</summary>
/// <param name="Code"><see cref="ErrorCode.None"/> when it ended well.</param>
/// <param name="Message">Why it failed, in one line, with the last lines of what the program said.</param>
public sealed record PluginOutcome(ErrorCode Code, string Message)
{
    /// <summary>It ended well.</summary>
    public static PluginOutcome Done { get; } = new(ErrorCode.None, "");

    /// <summary>Whether it ended well.</summary>
    public bool IsDone => Code == ErrorCode.None;
}
