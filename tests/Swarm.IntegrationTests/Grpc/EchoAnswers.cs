using Google.Protobuf;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.IntegrationTests.Grpc.Wire;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>The echo service on our own server.</summary>
internal static class EchoAnswers
{
    internal static void Configure(GrpcServiceBuilder service) => service
        .Authorize(call => call.RequestHeaders.GetText("refuse") is { } reason
            ? new GrpcStatus(GrpcStatusCode.PermissionDenied, reason)
            : null)
        .Unary(EchoMethods.Say, SayAsync)
        .ServerStreaming(EchoMethods.Repeat, RepeatAsync)
        .ClientStreaming(EchoMethods.Join, JoinAsync)
        .Duplex(EchoMethods.Chat, ChatAsync);

    private static async Task<Echo> SayAsync(Echo request, ServerCall call)
    {
        switch (request.Text)
        {
            case "fail":
                throw new GrpcException(
                    new GrpcStatus(GrpcStatusCode.NotFound, EchoMethods.HardMessage),
                    new GrpcMetadata { { "why", "because" }, { "why-bin", [0, 1, 255] } });
            case "crash":
                throw new InvalidOperationException("secret");
            case "hang":
                await Forever(call.CancellationToken);
                break;
            case "big":
                return new Echo { Payload = ByteString.CopyFrom(new byte[request.Count]) };
            case "who":
                return new Echo { Text = $"{call.Peer} {call.ClientCertificate?.Subject}" };
            case "deadline":
                return new Echo { Text = call.Deadline is null ? "none" : "some" };
            case "headers":
                call.ResponseHeaders.Add("echo-x", call.RequestHeaders.GetText("x") ?? "");
                call.ResponseHeaders.Add("echo-x-bin", call.RequestHeaders.GetBytes("x-bin"));
                call.ResponseTrailers.Add("after", "done");
                break;
        }

        return request;
    }

    private static async IAsyncEnumerable<Echo> RepeatAsync(Echo request, ServerCall call)
    {
        for (int i = 0; i < request.Count; i++)
        {
            yield return new Echo { Text = request.Text, Count = i, Payload = request.Payload };
        }

        switch (request.Text)
        {
            case "fail":
                throw new GrpcException(GrpcStatusCode.Aborted, "enough");
            case "hang":
                await Forever(call.CancellationToken);
                break;
        }
    }

    private static async Task<Echo> JoinAsync(IAsyncEnumerable<Echo> incoming, ServerCall call)
    {
        List<string> texts = [];
        await foreach (Echo message in incoming)
        {
            texts.Add(message.Text);
            if (message.Text == "fail")
            {
                throw new GrpcException(GrpcStatusCode.Aborted, "enough");
            }
        }

        return new Echo { Text = string.Join(' ', texts), Count = texts.Count };
    }

    private static async IAsyncEnumerable<Echo> ChatAsync(IAsyncEnumerable<Echo> incoming, ServerCall call)
    {
        await foreach (Echo message in incoming)
        {
            if (message.Text == "fail")
            {
                throw new GrpcException(GrpcStatusCode.Aborted, "enough");
            }

            yield return message;
        }
    }

    private static Task Forever(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}
