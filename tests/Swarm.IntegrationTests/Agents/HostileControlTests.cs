using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Xunit;

namespace Swarm.IntegrationTests.Agents;

/// <summary>What comes over the socket is no better than what comes over the port.</summary>
public sealed class HostileControlTests
{
    // Field 2 of a submission is a digest. It claims almost 2 GiB, and so does an unknown field in it.
    private static readonly byte[] s_hostile = Convert.FromHexString("000000000c12fdffffff077ab0ffffff07");

    [RequiresTool("nats-server")]
    public async Task A_request_that_lies_about_a_length_is_refused_and_the_agent_goes_on()
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
            Content = new ByteArrayContent(s_hostile),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");

        using HttpResponseMessage response = await http.SendAsync(request, limit.Token);
        await response.Content.ReadAsByteArrayAsync(limit.Token);

        IEnumerable<string>? words = null;
        Assert.True(response.TrailingHeaders.TryGetValues("grpc-message", out words)
            || response.Headers.TryGetValues("grpc-message", out words));
        Assert.Contains("a length in them is wrong", words.Single(), StringComparison.Ordinal);
        Assert.Equal(1, await swarm["alpha"].AskAsync(core => core.Reading.View.Members.Count));
    }
}
