namespace Swarm.Sdk;

/// <summary>The exit codes of <c>swarm</c> and of campaign programs, and which failure ends with which.</summary>
public static class ExitCode
{
    /// <summary>It is done.</summary>
    public const int Done = 0;

    /// <summary>What was asked for failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the campaign is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No agent can be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>It was not found, or nobody can run it.</summary>
    public const int NotFound = 4;

    /// <summary>It was canceled.</summary>
    public const int Canceled = 5;

    /// <summary>A deadline passed.</summary>
    public const int DeadlinePassed = 6;

    /// <summary>A bug of ours.</summary>
    public const int Bug = 70;

    /// <summary>An input or output error that could lose data.</summary>
    public const int DataAtRisk = 74;

    /// <summary>This user may not do that.</summary>
    public const int NotAllowed = 77;

    /// <summary>This host cannot run it as configured.</summary>
    public const int HostUnfit = 78;

    /// <summary>Somebody interrupted it.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a failure.</summary>
    public static int Of(Exception failure) => failure switch
    {
        SwarmException refusal => Of(refusal.Code),
        InvariantViolationException => Bug,
        OperationCanceledException => Interrupted,
        FormatException => Usage,
        FileNotFoundException { FileName: { } assembly } when assembly.Contains(", Version=") => Bug,
        IOException or UnauthorizedAccessException => DataAtRisk,
        _ => Bug,
    };

    /// <summary>The exit code of an error code.</summary>
    public static int Of(ErrorCode code) => code switch
    {
        ErrorCode.None => Done,
        ErrorCode.CampaignInvalid or ErrorCode.CampaignTooLarge or ErrorCode.CampaignConflict => Usage,
        ErrorCode.BadReference => Usage,
        ErrorCode.UnknownCampaign or ErrorCode.UnknownActivity => NotFound,
        ErrorCode.InputMissing or ErrorCode.NobodyCanRun => NotFound,
        ErrorCode.Canceled => Canceled,
        ErrorCode.NotAllowed => NotAllowed,
        ErrorCode.TimedOut => DeadlinePassed,
        ErrorCode.ChecksumMismatch or ErrorCode.DiskFull or ErrorCode.PoolFull => DataAtRisk,
        ErrorCode.PeerUnreachable or ErrorCode.BrokerUnavailable => Unreachable,
        ErrorCode.Draining or ErrorCode.NotReady => Unreachable,
        ErrorCode.PeerRefused or ErrorCode.BrokerRefused or ErrorCode.NotDurable => HostUnfit,
        _ => Failed,
    };
}
