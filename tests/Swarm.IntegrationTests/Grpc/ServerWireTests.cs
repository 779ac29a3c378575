using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Swarm.Grpc;
using Swarm.IntegrationTests.Grpc.Wire;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>What our server answers to requests no gRPC library would send, seen as plain HTTP/2.</summary>
public sealed class ServerWireTests(OwnTcpServer server) : IClassFixture<OwnTcpServer>
{
    private static readonly byte[] Hello = Frame(new Echo { Text = "hello" });

    [Fact]
    public async Task A_good_request_ends_with_status_zero_in_the_trailers()
    {
        Answer answer = await PostAsync("Say", Hello);
        Assert.Equal((HttpStatusCode.OK, "0"), (answer.Http, answer.Status));
        Assert.Equal(Hello, answer.Body);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=x")]
    public async Task Content_types_of_grpc_are_taken(string type) =>
        Assert.Equal("0", (await PostAsync("Say", Hello, type)).Status);

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    public async Task Other_content_types_are_not(string type) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("Say", Hello, type)).Http);

    [Fact]
    public async Task A_compressed_message_is_unimplemented() =>
        Assert.Equal("12", (await PostAsync("Say", [1, .. Hello[1..]])).Status);

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1, 2 })]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 255, 255 })]
    public async Task A_missing_truncated_or_spoilt_message_is_internal(byte[] body) =>
        Assert.Equal("13", (await PostAsync("Say", body)).Status);

    [Fact]
    public async Task Two_messages_for_a_unary_method_are_internal() =>
        Assert.Equal("13", (await PostAsync("Say", [.. Hello, .. Hello])).Status);

    [Fact]
    public async Task A_length_of_four_gibibytes_is_refused_at_once() =>
        Assert.Equal("8", (await PostAsync("Say", [0, 255, 255, 255, 255, 1])).Status);

    [Theory]
    [InlineData("1000S", "some", "0")]
    [InlineData("99999999H", "some", "0")]
    [InlineData("soon", null, "13")]
    [InlineData("123456789S", null, "13")]
    [InlineData("-1S", null, "13")]
    [InlineData("0n", null, "4")]
    public async Task The_timeout_header_is_the_deadline(string timeout, string? seen, string status)
    {
        string text = status == "4" ? "hang" : "deadline";
        Answer answer = await PostAsync("Say", Frame(new Echo { Text = text }), headers: ("grpc-timeout", timeout));
        Assert.Equal(status, answer.Status);
        Assert.Equal(seen, seen is null ? null : Echo.Parser.ParseFrom(answer.Body[5..]).Text);
    }

    [Fact]
    public async Task A_rule_refuses_before_the_method_runs()
    {
        Answer answer = await PostAsync("Say", Hello, headers: ("refuse", "not you"));
        Assert.Equal(("7", "not you"), (answer.Status, answer.Message));
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task A_message_for_people_escapes_only_what_it_must() => Assert.Equal(
        "100%25 na%C3%AFve:%0A%E2%98%83 %F0%9D%84%9E ~%7F",
        (await PostAsync("Say", Frame(new Echo { Text = "fail" }))).Message);

    [Fact]
    public async Task A_crash_is_internal_and_keeps_its_secret()
    {
        Answer answer = await PostAsync("Say", Frame(new Echo { Text = "crash" }));
        Assert.Equal("13", answer.Status);
        Assert.DoesNotContain("secret", answer.Message!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unmapped_path_is_http_200_and_unimplemented()
    {
        Answer answer = await PostAsync("Nothing", Hello);
        Assert.Equal((HttpStatusCode.OK, "12"), (answer.Http, answer.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("Nothing", Hello, "text/plain")).Http);
    }

    [Fact]
    public async Task A_tcp_client_is_named()
    {
        using GrpcChannel channel = server.Connect();
        Echo who = await channel.UnaryAsync(
            EchoMethods.Say, new Echo { Text = "who" }, GrpcCallOptions.Default, Patience.Seconds);
        Assert.StartsWith("ipv4:127.0.0.1:", who.Text, StringComparison.Ordinal);
    }

    private static byte[] Frame(Echo message)
    {
        byte[] bytes = message.ToByteArray();
        return [0, 0, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private static string? First(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values)
        || response.TrailingHeaders.TryGetValues(name, out values)
            ? values.First()
            : null;

    private async Task<Answer> PostAsync(
        string method, byte[] body, string type = "application/grpc", params (string Name, string Value)[] headers)
    {
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        Uri uri = new(server.Address, $"/swarm.test.echo.EchoService/{method}");
        using HttpRequestMessage request = new(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await http.SendAsync(request, Patience.Seconds);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(Patience.Seconds);
        return new Answer(response.StatusCode, First(response, "grpc-status"), First(response, "grpc-message"), bytes);
    }

    private sealed record Answer(HttpStatusCode Http, string? Status, string? Message, byte[] Body);
}
