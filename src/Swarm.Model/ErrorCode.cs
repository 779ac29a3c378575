namespace Swarm.Model;

/// <summary>
/// Why something failed, with stable numbers grouped by whose matter it is: the user's (1xx), the activity's (2xx),
/// the data's (3xx), a peer's (4xx), the broker's (5xx), an agent's (6xx).
/// </summary>
public enum ErrorCode
{
    /// <summary>Nothing failed.</summary>
    None = 0,

    /// <summary>The campaign is wrong; all problems are listed.</summary>
    CampaignInvalid = 100,

    /// <summary>The campaign is above a documented limit.</summary>
    CampaignTooLarge = 101,

    /// <summary>Another campaign was submitted under this id.</summary>
    CampaignConflict = 102,

    /// <summary>No campaign has this id.</summary>
    UnknownCampaign = 103,

    /// <summary>No activity has this name.</summary>
    UnknownActivity = 104,

    /// <summary>A data reference cannot be resolved, or leaves its root.</summary>
    BadReference = 105,

    /// <summary>Somebody canceled it.</summary>
    Canceled = 106,

    /// <summary>An activity it depends on failed.</summary>
    Skipped = 107,

    /// <summary>
    /// Whoever asks, or owns the campaign, may not do that: another user's campaign, or more than an agent's 'allow'
    /// gives.
    /// </summary>
    NotAllowed = 108,

    /// <summary>The program ended with another exit code than 0.</summary>
    ExitCode = 200,

    /// <summary>A signal ended the program.</summary>
    Signal = 201,

    /// <summary>It ran longer than its limit.</summary>
    TimedOut = 202,

    /// <summary>It ended well but left a declared output out.</summary>
    OutputMissing = 203,

    /// <summary>The program could not be started.</summary>
    CannotStart = 204,

    /// <summary>The plugin itself failed.</summary>
    PluginFailed = 205,

    /// <summary>A plugin was asked for something it does not offer.</summary>
    PluginRefused = 206,

    /// <summary>Nobody who is here holds an input.</summary>
    InputMissing = 300,

    /// <summary>Bytes do not have the digest they are named by.</summary>
    ChecksumMismatch = 301,

    /// <summary>A disk is full.</summary>
    DiskFull = 302,

    /// <summary>A transfer broke off and no other source was left.</summary>
    TransferFailed = 303,

    /// <summary>An output is of a kind that is not kept, such as a link out of its folder or a device.</summary>
    OutputRejected = 304,

    /// <summary>A peer does not answer.</summary>
    PeerUnreachable = 400,

    /// <summary>The attempt is no longer open: somebody else was given the activity.</summary>
    StaleFence = 401,

    /// <summary>A peer refused, for example for a wrong secret or another protocol version.</summary>
    PeerRefused = 402,

    /// <summary>The broker does not answer.</summary>
    BrokerUnavailable = 500,

    /// <summary>The pool has no space left.</summary>
    PoolFull = 501,

    /// <summary>The broker refused the request.</summary>
    BrokerRefused = 502,

    /// <summary>The broker cannot keep what it acknowledges across a power cut.</summary>
    NotDurable = 503,

    /// <summary>The agent that ran it left or died.</summary>
    AgentLost = 600,

    /// <summary>No agent that is here can run it.</summary>
    NobodyCanRun = 601,

    /// <summary>The agent is draining and takes nothing new.</summary>
    Draining = 602,

    /// <summary>It was handed back too often.</summary>
    TooManyReleases = 603,

    /// <summary>The agent showed no sign of progress on it in time.</summary>
    NoProgress = 604,

    /// <summary>The agent is not ready yet.</summary>
    NotReady = 605,
}
