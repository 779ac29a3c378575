using System.Text.RegularExpressions;

namespace Swarm.Tests;

/// <summary>
/// A process that can tell a server of this host everything and hears nothing of it: the packets of one direction are
/// dropped, until this is disposed of. Only root can make it.
/// </summary>
/// <remarks>
/// What only confirms that something came in is let through: without that the sender's window closes after its first
/// words, and what it says later stays with it.
/// </remarks>
internal sealed class Deafness : IAsyncDisposable
{
    // A packet that only confirms has the headers of IP and TCP and a time stamp: 52 bytes.
    private const string WithWords = "53:65535";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly List<string[]> _rules = [];

    private Deafness()
    {
    }

    internal static async Task<Deafness> OfAsync(int processId, int serverPort)
    {
        string table = await RunAsync("ss", "-Htnp", "state", "established", $"dport = :{serverPort}");
        MatchCollection connections = Regex.Matches(table, $@":(\d+) +\S+:{serverPort} .*pid={processId},");
        if (connections.Count == 0)
        {
            throw new InvalidOperationException(
                $"process {processId} has no connection to port {serverPort}:\n{table}");
        }

        Deafness deafness = new();
        foreach (Match connection in connections)
        {
            string[] rule =
            [
                "INPUT", "-i", "lo", "-p", "tcp", "--sport", $"{serverPort}", "--dport", connection.Groups[1].Value,
                "-m", "length", "--length", WithWords, "-j", "DROP",
            ];
            await RunAsync("iptables", ["-w", "-I", .. rule]);
            deafness._rules.Add(rule);
        }

        return deafness;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string[] rule in _rules)
        {
            await RunAsync("iptables", ["-w", "-D", .. rule]);
        }
    }

    private static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        await using ChildProgram program = ChildProgram.Start([RequiresToolAttribute.Find(tool)!, .. arguments], []);
        return (await program.WaitAsync(s_limit)).Well().Output;
    }
}
