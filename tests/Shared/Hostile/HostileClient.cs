using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Google.Protobuf;

namespace Swarm.Tests;

/// <summary>
/// Speaks to an agent's port or socket without any of our own client's care: whole frames, halves of them, and bytes
/// that are none.
/// </summary>
internal sealed class HostileClient : IDisposable
{
    private const int PrefixBytes = 5;
    private const int HugeBytes = 6 << 20;
    private const int MaxReasonLength = 80;

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(20);

    // Field 2 is a message, or a digest. It claims almost 2 GiB, and so does an unknown field in it.
    private static readonly byte[] s_lyingLengths = Convert.FromHexString("000000000c12fdffffff077ab0ffffff07");

    // Nothing here, read as an empty request, would stop or drain an agent.
    private static readonly string[] s_peerMethods =
        ["Link", "Hello", "Trust", "Enrol", "Renew", "Enter", "Blob", "Keep", "Logs", "NoSuchMethod"];

    private static readonly string[] s_controlMethods =
    [
        "Submit", "Plan", "Put", "ShowCampaign", "WatchCampaign", "ExplainActivity", "Fetch", "Locate", "RetryCampaign",
    ];

    private readonly HttpMessageInvoker _http;
    private readonly Uri _base;
    private readonly Random _draw;

    private HostileClient(SocketsHttpHandler handler, string scheme, string authority, Random draw)
    {
        _http = new HttpMessageInvoker(handler);
        _base = new Uri($"{scheme}://{authority}");
        _draw = draw;
    }

    /// <summary>How often each answer came, shortened; what was no answer is among them.</summary>
    internal SortedDictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Of an agent's port, with a certificate or, as a stranger, without.</summary>
    internal static HostileClient OfPort(string endpoint, X509Certificate2Collection? certificates, Random draw) => new(
        new SocketsHttpHandler
        {
            SslOptions =
            {
                ClientCertificateContext = certificates is null
                    ? null : SslStreamCertificateContext.Create(certificates[0], certificates, offline: true),
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
        },
        "https",
        endpoint,
        draw);

    /// <summary>Of an agent's own socket, as whoever may open it.</summary>
    internal static HostileClient OfSocket(string path, Random draw) => new(
        new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
        "http",
        "localhost",
        draw);

    /// <summary>Opens a link and says whole frames on it, then closes it.</summary>
    internal Task LinkAsync(IEnumerable<IMessage> frames, CancellationToken ct) =>
        PostAsync("/swarm.v1.Peer/Link", [.. frames.SelectMany(frame => Framed(frame.ToByteArray()))], ct);

    /// <summary>Says what is no message to a method drawn among those of a service.</summary>
    internal Task SpoilAsync(string service, IMessage around, CancellationToken ct)
    {
        string[] methods = service == "Control" ? s_controlMethods : s_peerMethods;
        return PostAsync($"/swarm.v1.{service}/{methods[_draw.Next(methods.Length)]}", Spoilt(around), ct);
    }

    /// <summary>Connects and says bytes that are no handshake.</summary>
    internal static async Task MumbleAsync(string endpoint, Random draw, CancellationToken ct)
    {
        byte[] noise = new byte[draw.Next(1, 4096)];
        draw.NextBytes(noise);
        if (draw.Next(2) == 0)
        {
            // The beginning of a handshake that promises more than comes.
            Convert.FromHexString("16030100ff").CopyTo(noise.AsSpan());
        }

        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(endpoint), ct);
        await socket.SendAsync(noise, ct);
    }

    public void Dispose() => _http.Dispose();

    private byte[] Spoilt(IMessage around)
    {
        byte[] whole = Framed(around.ToByteArray());
        switch (_draw.Next(6))
        {
            case 0: return whole[.._draw.Next(1, whole.Length)];
            case 1:
                whole[_draw.Next(PrefixBytes, whole.Length)] ^= (byte)(1 << _draw.Next(8));
                return whole;
            case 2:
                BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(1), (uint)_draw.Next(1 << 24, int.MaxValue));
                return whole;
            case 3: return s_lyingLengths;
            case 4:
                byte[] noise = new byte[_draw.Next(1, 2000)];
                _draw.NextBytes(noise);
                return Framed(noise);
            default: return _draw.Next(20) == 0 ? Framed(new byte[HugeBytes]) : [.. whole.Reverse()];
        }
    }

    private async Task PostAsync(string path, byte[] body, CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_answerLimit);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_base, path))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(body),
            };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            await response.Content.ReadAsByteArrayAsync(limit.Token);
            string reason = Regex.Replace(WordOf(response, "grpc-message"), @"[0-9]+|""\S*|'.*?'|\\x\S*|%\S*", "*");
            Keep($"{WordOf(response, "grpc-status")} {reason}");
        }
        catch (HttpRequestException broken)
        {
            Keep($"no answer: {broken.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Keep("no answer in time");
        }
    }

    private void Keep(string answer)
    {
        string reason = answer.Length > MaxReasonLength ? answer[..MaxReasonLength] : answer;
        lock (Answers)
        {
            Answers[reason] = Answers.GetValueOrDefault(reason) + 1;
        }
    }

    private static string WordOf(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? words)
        || response.Headers.TryGetValues(name, out words) ? words.First() : $"{(int)response.StatusCode}";

    private static byte[] Framed(byte[] message)
    {
        byte[] framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed, PrefixBytes);
        return framed;
    }
}
