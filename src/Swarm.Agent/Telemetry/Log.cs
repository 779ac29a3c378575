using Microsoft.Extensions.Logging;
using Swarm.Core;
using Swarm.Core.Consensus;

namespace Swarm.Agent.Telemetry;

/// <summary>What the core's events say.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1020, Level = LogLevel.Information,
        Message = "campaign {Campaign} '{Name}' was accepted: {Activities} activities")]
    internal static partial void CampaignAccepted(ILogger logger, CampaignId campaign, string name, int activities);

    [LoggerMessage(EventId = 1021, Level = LogLevel.Information, Message = "campaign {Campaign} is {State}")]
    internal static partial void CampaignChanged(ILogger logger, CampaignId campaign, ActivityState state);

    [LoggerMessage(EventId = 1022, Level = LogLevel.Debug, Message = "{Change}")]
    internal static partial void ActivityChanged(ILogger logger, CampaignChange change);

    [LoggerMessage(EventId = 1023, Level = LogLevel.Information, Message = "view {Epoch}: {Members}")]
    internal static partial void ViewChanged(ILogger logger, long epoch, string members);

    [LoggerMessage(EventId = 1024, Level = LogLevel.Information, Message = "{Member} asks to join from {Endpoint}")]
    internal static partial void MemberJoining(ILogger logger, string member, string endpoint);

    [LoggerMessage(EventId = 1025, Level = LogLevel.Debug,
        Message = "slot {Slot} decided in ballot {Ballot}: {Items} items in {Micros} us")]
    internal static partial void RoundDecided(ILogger logger, Slot slot, int ballot, int items, long micros);

    [LoggerMessage(EventId = 1026, Level = LogLevel.Warning,
        Message = "slot {Slot}: the proposer of ballot {Ballot} was silent")]
    internal static partial void RoundTimedOut(ILogger logger, Slot slot, int ballot);

    [LoggerMessage(EventId = 1027, Level = LogLevel.Debug,
        Message = "entry {Sequence} of {Author} does not stand: {Why}")]
    internal static partial void EntryIgnored(ILogger logger, ulong sequence, AgentId author, string why);

    [LoggerMessage(EventId = 1028, Level = LogLevel.Warning,
        Message = "the result of {Activity}, attempt {Attempt}, came too late and was refused ({Code})")]
    internal static partial void ResultRefused(ILogger logger, ActivityId activity, Attempt attempt, ErrorCode code);

    [LoggerMessage(EventId = 1029, Level = LogLevel.Warning, Message = "peer {Peer} misbehaved: {Why}")]
    internal static partial void PeerMisbehaved(ILogger logger, string peer, string why);

    [LoggerMessage(EventId = 1030, Level = LogLevel.Warning, Message = "the broker refused an entry ({Code}): {Why}")]
    internal static partial void AppendRefused(ILogger logger, ErrorCode code, string why);

    [LoggerMessage(EventId = 1031, Level = LogLevel.Error,
        Message = "{Member} signed two different votes for slot {Slot}, ballot {Ballot}: it is barred from committees")]
    internal static partial void MemberBarred(ILogger logger, string member, Slot slot, int ballot);
}
