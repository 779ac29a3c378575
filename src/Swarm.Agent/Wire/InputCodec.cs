using Google.Protobuf;
using Swarm.Core;
using Swarm.Protocol;
using Kind = Swarm.Protocol.V1.RecordedStep.InputOneofCase;
using Outcome = Swarm.Protocol.V1.RecordedStep.Types.Answer.OutcomeOneofCase;
using Raw = Swarm.Protocol.V1.RecordedStep.Types;
using Says = Swarm.Core.AgentInput;
using Simple = Swarm.Protocol.V1.RecordedStep.Types.Simple;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>Translates what the deciding loop takes in, for recordings of it.</summary>
internal static class InputCodec
{
    internal static V1.RecordedStep Write(AgentInput input) => input switch
    {
        Says.Tick => new V1.RecordedStep { Simple = Simple.Tick },
        Says.Pause => new V1.RecordedStep { Simple = Simple.Pause },
        Says.CaughtUp => new V1.RecordedStep { Simple = Simple.CaughtUp },
        Says.Operator command => new V1.RecordedStep { Simple = Write(command.Command) },
        Says.Peer peer => new V1.RecordedStep
        {
            Peer = new Raw.Peer { From = MembershipCodec.Write(peer.From), Message = PeerCodec.Encode(peer.Message) },
        },
        Says.Signed signed => new V1.RecordedStep
        {
            Signed = new Raw.Signed
            {
                Message = PeerCodec.Encode(signed.Message),
                Signature = UnsafeByteOperations.UnsafeWrap(signed.Signature),
            },
        },
        Says.PoolEntry entry => new V1.RecordedStep { Entry = Write(entry) },
        Says.AppendAnswered answered => new V1.RecordedStep { Answer = Write(answered) },
        Says.RunAdvanced run => new V1.RecordedStep
        {
            Advanced = new Raw.Progress
            {
                Activity = Write(run.Report.Activity, run.Report.Attempt),
                State = ModelCodec.Encode(run.Report.State),
            },
        },
        Says.RunEnded run => new V1.RecordedStep
        {
            Ended = new Raw.Result
            {
                Activity = Write(run.Result.Activity, run.Result.Attempt),
                Outcome = OutcomeCodec.Encode(run.Result.Outcome),
            },
        },
        _ => WriteData(input),
    };

    /// <exception cref="FormatException">It is no input that this version knows.</exception>
    internal static AgentInput Read(V1.RecordedStep wire) => wire.InputCase switch
    {
        Kind.Simple => Read(wire.Simple),
        Kind.Peer => new Says.Peer(
            MembershipCodec.Read(wire.Peer.From),
            PeerCodec.Decode(Checked.Present(wire.Peer.Message, "what a peer said"))),
        Kind.Signed => new Says.Signed(
            PeerCodec.Decode(Checked.Present(wire.Signed.Message, "what was signed")), wire.Signed.Signature.Memory),
        Kind.Entry => Read(wire.Entry),
        Kind.Answer => new Says.AppendAnswered(wire.Answer.Number, ReadOutcome(wire.Answer)),
        Kind.Advanced => new Says.RunAdvanced(new RunReport(
            ReadActivity(wire.Advanced.Activity),
            ReadAttempt(wire.Advanced.Activity),
            ModelCodec.Decode(wire.Advanced.State))),
        Kind.Ended => new Says.RunEnded(new RunResult(
            ReadActivity(wire.Ended.Activity),
            ReadAttempt(wire.Ended.Activity),
            OutcomeCodec.Decode(wire.Ended.Outcome))),
        Kind.Wanted => new Says.DataWanted(DataCodec.Read(wire.Wanted)),
        Kind.Looked => new Says.DataLooked(
            MembershipCodec.Read(wire.Looked.Asker),
            wire.Looked.Number,
            wire.Looked.Offer is { } offer ? DataCodec.Read(offer) : null),
        Kind.Measured => new Says.TransferMeasured(
            AgentId.Parse(wire.Measured.Holder), wire.Measured.Bytes, wire.Measured.Micros),
        Kind.Held => new Says.OutputsHeld(ReadActivity(wire.Held)),
        _ => throw new FormatException("a step is of a kind that this version does not know"),
    };

    private static V1.RecordedStep WriteData(AgentInput input) => input switch
    {
        Says.DataWanted wanted => new V1.RecordedStep { Wanted = DataCodec.Write(wanted.Need) },
        Says.DataLooked looked => new V1.RecordedStep
        {
            Looked = new Raw.Looked
            {
                Asker = MembershipCodec.Write(looked.Asker),
                Number = looked.Number,
                Offer = looked.Offer is null ? null : DataCodec.Write(looked.Offer),
            },
        },
        Says.TransferMeasured transfer => new V1.RecordedStep
        {
            Measured = new Raw.Transfer
            {
                Holder = transfer.Holder.Text,
                Bytes = transfer.Bytes,
                Micros = transfer.Micros,
            },
        },
        Says.OutputsHeld held => new V1.RecordedStep { Held = Write(held.Activity, default) },
        _ => throw Invariant.Unreachable(input),
    };

    private static Simple Write(OperatorCommand command) => command switch
    {
        OperatorCommand.Drain => Simple.Drain,
        OperatorCommand.Resume => Simple.Resume,
        OperatorCommand.Leave => Simple.Leave,
        _ => throw Invariant.Unreachable(command),
    };

    private static AgentInput Read(Simple wire) => wire switch
    {
        Simple.Tick => Says.Tick.Instance,
        Simple.Pause => Says.Pause.Instance,
        Simple.CaughtUp => new Says.CaughtUp(),
        Simple.Drain => new Says.Operator(OperatorCommand.Drain),
        Simple.Resume => new Says.Operator(OperatorCommand.Resume),
        Simple.Leave => new Says.Operator(OperatorCommand.Leave),
        _ => throw new FormatException("a step is of a kind that this version does not know"),
    };

    // A campaign is written anew, so the digest of its first bytes goes with it.
    private static Raw.Entry Write(Says.PoolEntry entry)
    {
        PoolEvent.CampaignSubmitted? submitted = entry.Event as PoolEvent.CampaignSubmitted;
        return new Raw.Entry
        {
            Sequence = entry.Sequence,
            Author = entry.Author.Text,
            BrokerMicros = entry.BrokerMicros,
            Says = PoolCodec.Wrap(entry.Event),
            Body = submitted is null ? null : ModelCodec.Encode(submitted.Body),
            Doubt = submitted?.Owner.Doubt ?? "",
        };
    }

    private static Says.PoolEntry Read(Raw.Entry wire)
    {
        PoolEvent said = PoolCodec.Unwrap(Checked.Present(wire.Says, "an entry"));
        return new Says.PoolEntry(
            wire.Sequence,
            AgentId.Parse(wire.Author),
            Checked.Count(wire.BrokerMicros, "a time"),
            said is PoolEvent.CampaignSubmitted submitted
                ? submitted with
                {
                    Body = ModelCodec.Decode(wire.Body),
                    Owner = submitted.Owner with { Doubt = wire.Doubt.Length > 0 ? wire.Doubt : null },
                }
                : said);
    }

    private static Raw.Answer Write(Says.AppendAnswered answered)
    {
        Raw.Answer wire = new() { Number = answered.Number };
        switch (answered.Outcome)
        {
            case AppendOutcome.Stored stored:
                wire.Stored = stored.Sequence;
                break;
            case AppendOutcome.Refused refused:
                wire.Refused = new Raw.Refusal
                {
                    Code = new V1.ErrorCode { Number = (int)refused.Code },
                    Message = refused.Message,
                };
                break;
            case AppendOutcome.Unknown unknown:
                wire.Unknown = unknown.Message;
                break;
            default:
                throw Invariant.Unreachable(answered.Outcome);
        }

        return wire;
    }

    private static AppendOutcome ReadOutcome(Raw.Answer wire) => wire.OutcomeCase switch
    {
        Outcome.Stored => new AppendOutcome.Stored(wire.Stored),
        Outcome.Refused => new AppendOutcome.Refused(
            (ErrorCode)Checked.Present(wire.Refused.Code, "a code").Number, wire.Refused.Message),
        Outcome.Unknown => new AppendOutcome.Unknown(wire.Unknown),
        _ => throw new FormatException("an append has no outcome"),
    };

    private static Raw.Activity Write(ActivityId activity, Attempt attempt) => new()
    {
        CampaignId = activity.Campaign.Text,
        Index = activity.Index,
        Attempt = attempt.Number,
    };

    private static ActivityId ReadActivity(Raw.Activity? wire)
    {
        Raw.Activity activity = Checked.Present(wire, "an activity");
        return new ActivityId(
            CampaignId.Parse(activity.CampaignId), Checked.Count(activity.Index, "an activity's index"));
    }

    private static Attempt ReadAttempt(Raw.Activity wire) => Checked.Attempt(wire.Attempt);
}
