using Swarm.Core;
using Swarm.Nats;
using Swarm.Nats.JetStream;

namespace Swarm.Agent.Pool;

/// <summary>What the broker's refusals mean to the pool.</summary>
/// <remarks>
/// The numbers are JetStream's own and stable: 10077 is a store that took no more, 10023 and 10047 are a server
/// without room for it, 10054 is the limit by which <see cref="SpaceGuard"/> closes a stream.
/// </remarks>
internal static class BrokerErrors
{
    private const int StoreFailed = 10077;
    private const int NoResources = 10023;
    private const int NoStorage = 10047;
    private const int ClosedByGuard = 10054;
    private const int NotReady = 10008;
    private const int NotEnabled = 10076;
    private const int Unavailable = 503;

    /// <summary>The outcome of an append that was not acknowledged.</summary>
    internal static AppendOutcome OutcomeOf(Exception error) => error switch
    {
        NatsJSApiException refused when IsPassing(refused) => new AppendOutcome.Unknown(refused.Message),
        NatsJSApiException refused => new AppendOutcome.Refused(CodeOf(refused), Sentence(refused)),
        NatsPayloadTooLargeException large => new AppendOutcome.Refused(ErrorCode.BrokerRefused, large.Message),
        _ => new AppendOutcome.Unknown(error.Message),
    };

    /// <summary>The failure as people are to see it.</summary>
    internal static SwarmException Explain(string what, Exception error) => error switch
    {
        NatsJSApiException refused when !IsPassing(refused) =>
            new SwarmException(CodeOf(refused), $"{what}: {Sentence(refused)}", refused),
        NatsJSConfigEchoException echo =>
            new SwarmException(ErrorCode.BrokerRefused, $"{what}: {echo.Message}", echo),
        _ => new SwarmException(
            ErrorCode.BrokerUnavailable, $"{what}: the broker does not answer ({error.Message}); try again", error),
    };

    /// <summary>Whether asking again may help: the broker was away, or is just coming up.</summary>
    internal static bool IsPassing(Exception error) => error switch
    {
        NatsJSApiException refused => refused.Error.ErrCode is NotReady or NotEnabled,
        NatsJSException => false,
        NatsException => true,
        _ => false,
    };

    private static ErrorCode CodeOf(NatsJSApiException refused) =>
        IsFull(refused.Error) ? ErrorCode.PoolFull : ErrorCode.BrokerRefused;

    private static string Sentence(NatsJSApiException refused) =>
        refused.Error.ErrCode == ClosedByGuard
            ? "the pool is full: little is left of the broker's disk; free space there and it goes on by itself"
            : IsFull(refused.Error)
            ? $"the pool is full ({refused.Error.Description}): free space on the broker's disk or raise pool.maxBytes"
            : refused.Message;

    private static bool IsFull(ApiError error) => error.ErrCode switch
    {
        StoreFailed or NoStorage or ClosedByGuard => true,
        NoResources => error.Code == Unavailable,
        _ => false,
    };
}
