namespace Swarm.Model;

/// <summary>What follows from an <see cref="ErrorCode"/>: a property of the code, never guessed from text.</summary>
public static class ErrorCodes
{
    /// <summary>Whether another attempt may end better.</summary>
    public static bool IsRetryable(this ErrorCode code) => (int)code switch
    {
        >= 100 and < 200 => false,
        (int)ErrorCode.PluginRefused or (int)ErrorCode.NobodyCanRun or (int)ErrorCode.TooManyReleases => false,
        _ => true,
    };

    /// <summary>
    /// Whether the fault lies with the infrastructure rather than with the activity: it raises the attempt but does
    /// not use up the retries its author granted.
    /// </summary>
    public static bool IsInfrastructure(this ErrorCode code) =>
        code is ErrorCode.DiskFull || ((int)code is >= 300 and < 700 && code is not ErrorCode.OutputRejected);
}
