using System.Globalization;
using System.Text.RegularExpressions;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Swarm.Protocol.V1;

namespace Swarm.Faults;

/// <summary>
/// The log as the broker's disk holds it after all is over, read by a server of our own from a copy: no agent has a say
/// in what it shows, and no key is needed.
/// </summary>
internal sealed class PoolLog
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly List<(string Author, PoolEntry Entry)> _entries = [];

    /// <summary>Every entry with its author, in the order of the log.</summary>
    internal IReadOnlyList<(string Author, PoolEntry Entry)> Entries => _entries;

    /// <summary>Reads the log from a store that nobody uses any more.</summary>
    internal static async Task<PoolLog> ReadAsync(string store, string folder)
    {
        string copy = Path.Combine(folder, $"log-of-{Path.GetFileName(store)}");
        await LoopDisk.RunAsync("cp", "-r", "--sparse=always", store, copy);
        string config = $"{copy}.conf";
        File.WriteAllText(
            config,
            $$"""
            listen: "127.0.0.1:-1"
            jetstream { store_dir: "{{copy}}" }
            {{Accounts(copy)}}
            """);
        await using ChildProgram server = ChildProgram.Start(
            [RequiresToolAttribute.Find("nats-server")!, "-c", config], Ambient.Variables);
        int port = 0;
        await Until.HoldsAsync(
            () => (port = PortOf(server.Error)) > 0, s_limit, "a server shows the log that was left");
        PoolLog log = new();
        await log.ReadAsync(port);
        return log;
    }

    /// <summary>Who ended an attempt well according to the log; the fold may have refused some of them.</summary>
    internal IReadOnlyList<string> FinishersOf(string campaign, int index, long attempt) =>
    [
        .. from said in _entries
           where said.Entry.KindCase == PoolEntry.KindOneofCase.Finished
           from run in said.Entry.Finished.Runs
           where said.Entry.Finished.Campaigns[run.Campaign] == campaign && run.Index == index
               && run.Attempt == attempt && run.Outcome.KindCase == ActivityOutcome.KindOneofCase.Succeeded
           select said.Author,
    ];

    private async Task ReadAsync(int port)
    {
        using CancellationTokenSource late = new(s_limit);
        await using NatsConnection connection = new(new NatsOpts { Url = $"nats://127.0.0.1:{port}" });
        await connection.ConnectAsync(late.Token);
        NatsJSContext context = new(connection);
        string name = (await context.ListStreamNamesAsync(late.Token)).Single(
            stream => stream.StartsWith("SWARM_LOG_", StringComparison.Ordinal));
        NatsJSStream stream = await context.GetStreamAsync(name, late.Token);
        ulong last = stream.Info.State.LastSeq;
        await foreach (NatsJSMsg<byte[]> message in context
            .CreateOrderedConsumer(name, NatsJSOrderedConsumerOpts.Default).ConsumeAsync<byte[]>(late.Token))
        {
            _entries.Add((message.Subject.Split('.')[3], PoolEntry.Parser.ParseFrom(message.Data)));
            if (message.Metadata.Sequence.Stream >= last)
            {
                return;
            }
        }
    }

    // A store below another account than the default one needs that account, or the server passes it by.
    private static string Accounts(string store)
    {
        string[] names =
        [
            .. Directory.EnumerateDirectories(Path.Combine(store, "jetstream")).Select(path => Path.GetFileName(path))
                .Where(name => name is not "$G" and not "$SYS"),
        ];
        return names.Length == 0
            ? ""
            : $$"""
              accounts { {{names[0]}} { jetstream: enabled, users: [ { user: "reader", password: "reader" } ] } }
              no_auth_user: "reader"
              """;
    }

    private static int PortOf(IReadOnlyList<string> said) => said
        .Select(line => Regex.Match(line, @"Listening for client connections on \S+:(\d+)"))
        .Where(match => match.Success)
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
