using System.Net.Sockets;
using System.Text.Json;

namespace Swarm.Sdk.Authoring;

/// <summary>
/// What a campaign program tells the <c>swarm</c> that started it, over a private socket: one line of JSON, and in plan
/// mode the campaign's bytes after it.
/// </summary>
/// <param name="Id">The campaign's id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Agents">The agents it was sent to, as <c>SWARM_AGENT</c> names them; empty for the local one.</param>
/// <param name="SizeBytes">How many bytes follow: 0 when it was dispatched.</param>
internal sealed record CampaignNotice(string Id, string Name, string Agents, int SizeBytes)
{
    /// <summary>What a person should read about the dispatch.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Says what the program is run for: <c>run</c> or <c>plan</c>.</summary>
    internal const string ModeVariable = "SWARM_CAMPAIGN_MODE";

    /// <summary>The path of the socket.</summary>
    internal const string PipeVariable = "SWARM_CAMPAIGN_PIPE";

    /// <summary>
    /// The value of <see cref="ModeVariable"/> with which the program ends once the campaign is frozen.
    /// </summary>
    internal const string PlanMode = "plan";

    private const int MaxLineBytes = 64 * 1024;
    private const int MaxWarnings = 20;

    /// <summary>In plan mode: hands the campaign over and ends the process well.</summary>
    internal static async Task PlanAndExitAsync(FrozenCampaign frozen, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(ModeVariable) == PlanMode
            && Environment.GetEnvironmentVariable(PipeVariable) is { Length: > 0 } pipe)
        {
            await SendAsync(pipe, Of(frozen, frozen.Bytes.Length), frozen.Bytes, cancellationToken)
                .ConfigureAwait(false);
            Environment.Exit(ExitCode.Done);
        }
    }

    /// <summary>Tells whoever started the program, if somebody listens, that the campaign was dispatched.</summary>
    internal static async Task AnnounceAsync(
        FrozenCampaign frozen, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(PipeVariable) is { Length: > 0 } pipe)
        {
            try
            {
                CampaignNotice notice = Of(frozen, 0) with { Warnings = [.. warnings.Take(MaxWarnings)] };
                await SendAsync(pipe, notice, default, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception gone) when (gone is SocketException or IOException)
            {
                // Whoever started us has left: the campaign is dispatched all the same.
            }
        }
    }

    /// <summary>Reads a notice and the bytes after it; null when the connection ended before one came.</summary>
    internal static async Task<(CampaignNotice Notice, byte[] Campaign)?> ReadAsync(
        Stream stream, CancellationToken cancellationToken)
    {
        byte[] line = new byte[MaxLineBytes];
        int length = 0;
        while (length < line.Length
            && await stream.ReadAsync(line.AsMemory(length, 1), cancellationToken).ConfigureAwait(false) == 1
            && line[length] != '\n')
        {
            length++;
        }

        if (length == 0 || length == line.Length)
        {
            return null;
        }

        CampaignNotice notice = JsonSerializer.Deserialize<CampaignNotice>(line.AsSpan(0, length))
            ?? throw new InvalidDataException("the campaign program sent no notice");
        byte[] campaign = new byte[notice.SizeBytes];
        await stream.ReadExactlyAsync(campaign, cancellationToken).ConfigureAwait(false);
        return (notice, campaign);
    }

    private static CampaignNotice Of(FrozenCampaign frozen, int sizeBytes) => new(
        frozen.Graph.Id.Text,
        frozen.Graph.Name,
        Environment.GetEnvironmentVariable(AgentLocator.AgentVariable) ?? "",
        sizeBytes);

    private static async Task SendAsync(
        string pipe, CampaignNotice notice, ReadOnlyMemory<byte> campaign, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(pipe), cancellationToken).ConfigureAwait(false);
        using NetworkStream stream = new(socket);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(notice), (byte)'\n'];
        await stream.WriteAsync(line, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(campaign, cancellationToken).ConfigureAwait(false);
    }
}
