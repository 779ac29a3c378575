using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Swarm.Protocol.V1;

namespace Swarm.Tests;

/// <summary>
/// A member of a swarm that was taken over: its process is killed, and from then on somebody else speaks with its
/// certificate, its key and its incarnation, fast enough that nobody takes it for dead.
/// </summary>
internal sealed class HostileMember : IDisposable
{
    private const int WordsInFrame = 8;
    private const int FramesInLink = 8;
    private const int SpoiltOfEight = 2;

    private readonly TestAgent[] _targets;
    private readonly X509Certificate2Collection _certificates;
    private readonly ECDsa _key;
    private readonly byte[] _swarmId;
    private readonly Random _draw;
    private readonly HostileClient[] _links;
    private readonly HostileClient[] _sockets;
    private readonly HostileClient[] _strangers;

    private HostileMember(TestSwarm swarm, TestAgent taken, JsonElement status, Random draw)
    {
        _draw = draw;
        _targets = [.. swarm.Agents.Where(agent => agent != taken)];
        string identity = Path.Combine(taken.StateFolder, "identity");
        string keyFile = Path.Combine(taken.StateFolder, "agent.key");
        _certificates = ReadCertificates(Path.Combine(identity, "certificate.pem"), keyFile);
        _swarmId = Convert.FromHexString(status.GetProperty("swarmId").GetString()!);
        _key = _certificates[0].GetECDsaPrivateKey()!;
        Words = new HostileWords(
            new MemberKey { Agent = taken.Name, Incarnation = status.GetProperty("incarnation").GetUInt64() },
            [.. _targets.Select(agent => agent.Name)],
            status.GetProperty("epoch").GetInt64(),
            _key,
            draw);
        _links = [.. _targets.Select(agent => HostileClient.OfPort(agent.Endpoint, _certificates, Fork()))];
        _strangers = [.. _targets.Select(agent => HostileClient.OfPort(agent.Endpoint, null, Fork()))];
        _sockets = [.. _targets.Select(agent => HostileClient.OfSocket(swarm.Home.SocketOf(agent.Name), Fork()))];
    }

    /// <summary>What it says.</summary>
    internal HostileWords Words { get; }

    /// <summary>How many messages it has sent, spoilt and whole.</summary>
    internal long Sent { get; private set; }

    /// <summary>How often each answer came.</summary>
    internal IEnumerable<(string Answer, long Count)> Answers =>
        from client in _links.Concat(_strangers).Concat(_sockets)
        from answer in client.Answers
        group answer.Value by answer.Key into same
        orderby same.Key
        select (same.Key, same.Sum());

    /// <summary>Takes a member over.</summary>
    internal static async Task<HostileMember> TakeOverAsync(TestSwarm swarm, TestAgent taken, Random draw)
    {
        CommandResult status = await swarm.Home.RunAsync("agent", "status", taken.Name, "--output", "json");
        HostileMember member = new(swarm, taken, status.Well().Json, draw);
        await taken.KillAsync();
        return member;
    }

    /// <summary>Votes twice, with signatures that hold, in each of so many slots, and tells all others.</summary>
    internal async Task EquivocateAsync(int slots, CancellationToken ct)
    {
        PeerFrame frame = new() { Incarnation = Words.Incarnation };
        frame.Messages.Add(Words.Heartbeat());
        frame.Messages.AddRange(Enumerable.Range(0, slots).SelectMany(slot => Words.Equivocate(_swarmId, slot)));
        Sent += frame.Messages.Count * _targets.Length;
        await Task.WhenAll(_links.Select(link => link.LinkAsync([frame], ct)));
    }

    /// <summary>Sends so many messages to all others at once, and returns when each was answered.</summary>
    internal async Task AttackAsync(long messages, CancellationToken ct)
    {
        long end = Sent + messages;
        while (Sent < end)
        {
            List<Task> all = [];
            for (int target = 0; target < _targets.Length; target++)
            {
                PeerFrame[] frames = [.. Enumerable.Range(0, FramesInLink).Select(_ => Words.Frame(WordsInFrame))];
                all.Add(_links[target].LinkAsync(frames, ct));
                Sent += FramesInLink * WordsInFrame;
            }

            await Task.WhenAll(all);
            all.Clear();
            for (int target = 0; target < _targets.Length; target++)
            {
                all.AddRange(Spoil(target, ct));
            }

            Sent += all.Count;
            await Task.WhenAll(all);
        }
    }

    public void Dispose()
    {
        foreach (HostileClient client in _links.Concat(_strangers).Concat(_sockets))
        {
            client.Dispose();
        }

        _key.Dispose();
        foreach (X509Certificate2 certificate in _certificates)
        {
            certificate.Dispose();
        }
    }

    private IEnumerable<Task> Spoil(int target, CancellationToken ct)
    {
        for (int i = 0; i < SpoiltOfEight; i++)
        {
            yield return _links[target].SpoilAsync("Peer", Words.Frame(1), ct);
            yield return _links[target].SpoilAsync("Control", Words.Frame(1), ct);
            yield return _strangers[target].SpoilAsync(_draw.Next(2) == 0 ? "Peer" : "Control", Words.Frame(1), ct);
            yield return _sockets[target].SpoilAsync("Control", Words.Frame(1), ct);
        }

        yield return HostileClient.MumbleAsync(_targets[target].Endpoint, _draw, ct);
    }

    private Random Fork() => new(_draw.Next());

    private static X509Certificate2Collection ReadCertificates(string file, string keyFile)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(file);
        using X509Certificate2 bare = chain[0];
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keyFile));
        chain[0] = bare.CopyWithPrivateKey(key);
        return chain;
    }
}
