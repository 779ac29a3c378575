namespace Swarm.Agent.Fabric;

/// <summary>Where an agent keeps data and how it moves it.</summary>
public sealed record FabricOptions
{
    /// <summary>
    /// The agent's root: <c>AGENT://path</c> lies below it, and so do campaigns' folders and kept content. It is to be
    /// a local disk with room for what activities make.
    /// </summary>
    public required string Root { get; init; }

    /// <summary>
    /// Whether <c>AGENT:///path</c> may name any file that the agent's user can read. Default no. It spares copying
    /// data below the root; everybody in the swarm can then read those files.
    /// </summary>
    public bool AllowAbsolute { get; init; }

    /// <summary>
    /// Folders whose files <c>file:///path</c> may name. Default none but the root. Each one listed is open to every
    /// campaign.
    /// </summary>
    public IReadOnlyList<string> AllowedFileRoots { get; init; } = [];

    /// <summary>
    /// The most bytes of content that are kept; what was used least recently goes to make room. Default: what the disk
    /// holds. What is in use stays, and so do the outputs of this agent in campaigns that have not ended: where nothing
    /// may go, attempts fail and are tried elsewhere. Less saves disk; more spares fetching and making things again.
    /// </summary>
    public long? ContentMaxBytes { get; init; }

    /// <summary>
    /// How many transfers come in at a time. Default 4. More fill long links better and leave each less bandwidth.
    /// </summary>
    public int TransferSlots { get; init; } = 4;

    /// <summary>
    /// How long a need waits for the swarm's offers. Default 30 s, above the time in which a silent agent is left out.
    /// Shorter fails sooner when nobody has the data; too short fails while an agent is only slow.
    /// </summary>
    public TimeSpan OfferTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a transfer may bring nothing before it counts as broken. Default 30 s. Shorter turns to another holder
    /// sooner; too short breaks transfers over poor links, which then go on where they ended.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
