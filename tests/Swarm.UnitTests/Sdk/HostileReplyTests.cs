using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Swarm.Model;
using Swarm.Sdk;
using Xunit;

namespace Swarm.UnitTests.Sdk;

/// <summary>What listens may be anybody: a reply that lies about a length is refused, not parsed.</summary>
public sealed class HostileReplyTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-ut-");
    private readonly WebApplication _app;

    public HostileReplyTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(Socket, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    private string Socket => Path.Combine(_folder.FullName, "evil.sock");

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_reply_to_a_question_is_looked_at_first()
    {
        using SwarmClient client = SwarmClient.Connect([AgentAddress.OfSocket("evil", Socket)]);

        SwarmException refusal = await Assert.ThrowsAsync<SwarmException>(() => client.ShowCampaignAsync("last"));

        Assert.Contains("a length in them is wrong", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_reply_is_looked_at_first()
    {
        using SwarmClient client = SwarmClient.Connect([AgentAddress.OfSocket("evil", Socket)]);

        SwarmException refusal = await Assert.ThrowsAsync<SwarmException>(
            () => client.Find(Digest.Of("x"u8).ToString()).SaveAsAsync(Path.Combine(_folder.FullName, "x")));

        Assert.Contains("a length in them is wrong", refusal.Message, StringComparison.Ordinal);
    }

    // Field 1 is a message in both replies. It claims almost 2 GiB, and so does an unknown field in it.
    private static async Task AnswerAsync(HttpContext call)
    {
        call.Response.ContentType = "application/grpc";
        call.Response.DeclareTrailer("grpc-status");
        await call.Response.Body.WriteAsync(Convert.FromHexString("000000000c0afdffffff077ab0ffffff07"));
        call.Response.AppendTrailer("grpc-status", "0");
    }
}
