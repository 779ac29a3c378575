using Swarm.Agent.Peers;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.IntegrationTests.Broker;
using Swarm.IntegrationTests.Grpc;
using Swarm.IntegrationTests.Identity;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Peers;

/// <summary>Links between agents: what is said arrives, in order, from whom the session says, across breaks.</summary>
public sealed class PeerTransportTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _limit = new(Limit);
    private readonly TestAuthority _swarm = new();

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _swarm.Dispose();
    }

    [Fact]
    public async Task Two_agents_exchange_ten_thousand_messages_each_way_in_order()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode bob = await PeerNode.StartAsync("robert", _swarm);
        Join(alice, bob);
        Join(bob, alice);

        Task there = SendAllAsync(alice, bob, 10_000);
        Task back = SendAllAsync(bob, alice, 10_000);
        await Task.WhenAll(there, back);

        Assert.Equal(0, alice.Transport.Dropped + bob.Transport.Dropped);
    }

    [Fact]
    public async Task A_link_to_nobody_keeps_the_newest_and_counts_the_rest()
    {
        PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        Member gone = bob.AsMember;
        int port = bob.Port;
        await bob.DisposeAsync();
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        alice.Transport.Become(alice.Key);
        alice.Transport.Link([gone]);

        for (int i = 1; i <= 5_000; i++)
        {
            alice.Transport.Send(gone.Agent, new PeerMessage.Heartbeat(i, 0, 0));
        }

        Assert.Equal(5_000 - PeerLink.Capacity, alice.Transport.Dropped);
        await using PeerNode back = await PeerNode.StartAsync("bob", _swarm, port);
        AgentInput.Peer first = await back.NextAsync(Ct);
        Assert.Equal(5_000 - PeerLink.Capacity + 1, ((PeerMessage.Heartbeat)first.Message).Number);
    }

    [Fact]
    public async Task A_peer_that_is_restarted_is_linked_again_and_introduced_anew()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        int port = bob.Port;
        Join(alice, bob);
        await SendAllAsync(alice, bob, 10);

        await bob.DisposeAsync();
        await Until.HoldsAsync(() => !alice.Transport.IsLinked(bob.Name), Limit, "the break is noticed");
        await using PeerNode again = await PeerNode.StartAsync("bob", _swarm, port);

        await SendAllAsync(alice, again, 10);
    }

    [Fact]
    public async Task A_peer_that_is_silent_as_if_dead_is_noticed_by_pings()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        await using FreezableProxy proxy = new(new Uri($"http://{bob.Endpoint}"));
        Member behind = bob.AsMember with { Endpoint = proxy.Address.Authority };
        alice.Transport.Become(alice.Key);
        alice.Transport.Link([behind]);
        await SendAllAsync(alice, bob, 10);

        proxy.Freeze();
        long frozen = TimeProvider.System.GetTimestamp();
        await Until.HoldsAsync(() => !alice.Transport.IsLinked(bob.Name), Limit, "the silence is noticed");

        Assert.True(TimeProvider.System.GetElapsedTime(frozen) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Links_wait_until_the_agent_knows_its_incarnation()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        alice.Transport.Link([bob.AsMember]);
        alice.Transport.Send(bob.Name, new PeerMessage.Heartbeat(1, 0, 0));
        Assert.Equal(0, bob.Mailbox.Depth);

        alice.Transport.Become(alice.Key);

        AgentInput.Peer said = await bob.NextAsync(Ct);
        Assert.Equal(alice.Key, said.From);
    }

    [Fact]
    public async Task A_message_too_large_for_a_link_is_dropped_and_the_next_one_arrives()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        Join(alice, bob);
        Member[] many = [.. Enumerable.Range(0, 200_000).Select(i => bob.AsMember with
        {
            Key = new MemberKey(AgentId.Parse($"a{i}"), new Incarnation(1)),
        })];
        MemberView huge = new(1, many, [], 0);

        alice.Transport.Send(bob.Name, new PeerMessage.CutProposed(huge, Cut()));
        alice.Transport.Send(bob.Name, new PeerMessage.Heartbeat(7, 0, 0));
        AgentInput.Peer said = await bob.NextAsync(Ct);

        Assert.Equal(new PeerMessage.Heartbeat(7, 0, 0), said.Message);
        Assert.Equal(1, alice.Transport.Dropped);
    }

    [Fact]
    public async Task Links_follow_the_members_and_never_lead_to_oneself()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode bob = await PeerNode.StartAsync("bob", _swarm);
        alice.Transport.Become(alice.Key);
        alice.Transport.Link([alice.AsMember, bob.AsMember]);
        await SendAllAsync(alice, bob, 1);
        alice.Transport.Send(alice.Name, new PeerMessage.Heartbeat(1, 0, 0));

        alice.Transport.Link([alice.AsMember]);
        alice.Transport.Send(bob.Name, new PeerMessage.Heartbeat(2, 0, 0));

        Assert.False(alice.Transport.IsLinked(bob.Name));
        Assert.Equal(0, alice.Mailbox.Depth);
        Assert.Equal(0, bob.Mailbox.Depth);
    }

    [Fact]
    public async Task Another_agent_at_a_peers_address_is_told_nothing()
    {
        await using PeerNode alice = await PeerNode.StartAsync("alice", _swarm);
        await using PeerNode eve = await PeerNode.StartAsync("eve", _swarm);
        AgentId bob = AgentId.Parse("bob");
        alice.Transport.Become(alice.Key);
        alice.Transport.Link([eve.AsMember with { Key = new MemberKey(bob, new Incarnation(1)) }]);

        alice.Transport.Send(bob, new PeerMessage.Heartbeat(1, 0, 0));
        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(
            async () => await alice.Transport.OpenAsync(bob, eve.Endpoint, Digest.Of("x"u8), 0, Ct));

        Assert.Contains("agent eve answers, not bob", refused.Message, StringComparison.Ordinal);
        Assert.False(alice.Transport.IsLinked(bob));
        Assert.Equal(0, eve.Mailbox.Depth);
    }

    private static void Join(PeerNode from, PeerNode to)
    {
        from.Transport.Become(from.Key);
        from.Transport.Link([to.AsMember]);
    }

    private static CutVote Cut() => new(1, Digest.Of("view"u8), new MemberKey(AgentId.Parse("a"), new(1)), default);

    // A thousand at a time: what is faster than the link is dropped, by design.
    private async Task SendAllAsync(PeerNode from, PeerNode to, int count)
    {
        for (int sent = 0; sent < count;)
        {
            int lot = Math.Min(1_000, count - sent);
            for (int i = 1; i <= lot; i++)
            {
                from.Transport.Send(to.Name, new PeerMessage.Heartbeat(sent + i, 0, 0));
            }

            for (int i = 1; i <= lot; i++)
            {
                AgentInput.Peer said = await to.NextAsync(Ct);
                Assert.Equal(from.Key, said.From);
                Assert.Equal(sent + i, ((PeerMessage.Heartbeat)said.Message).Number);
            }

            sent += lot;
        }
    }
}
