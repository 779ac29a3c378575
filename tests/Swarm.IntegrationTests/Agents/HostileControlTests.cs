using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Xunit;

namespace Swarm.IntegrationTests.Agents;

/// <summary>What comes over the socket is no better than what comes over the port.</summary>
public sealed class HostileControlTests
{
    // Field 2 of a submission is a digest. It claims almost 2 GiB, and so does an unknown field in it.
    private const string LyingLengths = "000000000c12fdffffff077ab0ffffff07";

    // It has three bytes.
    private const string ShortDigest = "000000000712050a03616263";

    [RequiresTool("nats-server")]
    public Task A_request_that_lies_about_a_length_is_refused_and_the_agent_goes_on() =>
        IsRefusedAsync(LyingLengths, "a length in them is wrong");

    [RequiresTool("nats-server")]
    public Task A_digest_that_is_too_short_is_refused_and_not_taken_for_a_fault_of_the_agent() =>
        IsRefusedAsync(ShortDigest, "a digest has 3 bytes, not 32");

    private static async Task IsRefusedAsync(string hostile, string reason)
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, token) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(swarm["alpha"].Options.Socket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using HttpMessageInvoker http = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Post, "http://localhost/swarm.v1.Control/Submit")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Convert.FromHexString(hostile)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");

        using HttpResponseMessage response = await http.SendAsync(request, limit.Token);
        await response.Content.ReadAsByteArrayAsync(limit.Token);

        IEnumerable<string>? words = null;
        Assert.True(response.TrailingHeaders.TryGetValues("grpc-message", out words)
            || response.Headers.TryGetValues("grpc-message", out words));
        Assert.Contains(reason, words.Single(), StringComparison.Ordinal);
        Assert.Equal(1, await swarm["alpha"].AskAsync(core => core.Reading.View.Members.Count));
    }
}
