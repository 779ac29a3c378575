using System.Security.Cryptography;
using Swarm.Agent.Identity;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>Proofs are bound to nonces, names, certificate and direction; pending introductions are bounded.</summary>
public sealed class IntroductionTests
{
    private static readonly AgentId Alice = AgentId.Parse("alice");
    private static readonly AgentId Bob = AgentId.Parse("bob");
    private readonly byte[] _key = RandomBytes.New(SwarmSecret.SizeBytes);

    private SwarmSecret Secret => new(_key);

    [Fact]
    public void The_proof_is_over_the_very_bytes_that_the_contract_names()
    {
        Introduction meeting = New();
        byte[] statement =
        [
            .. "swarm hello\0"u8, .. meeting.NonceA.ToArray(), .. meeting.NonceB.ToArray(),
            .. meeting.Certificate.ToArray(), .. "alice\0bob"u8,
        ];

        Assert.Equal(HMACSHA256.HashData(_key, statement), meeting.ProveHello(Secret));
        statement = [.. "swarm enter"u8, .. statement[11..]];
        Assert.Equal(HMACSHA256.HashData(_key, statement), meeting.ProveEnter(Secret));
    }

    [Fact]
    public void A_proof_is_of_no_use_in_another_meeting_or_direction()
    {
        Introduction meeting = New();
        byte[] hello = meeting.ProveHello(Secret);
        Introduction[] others =
        [
            meeting with { NonceA = RandomBytes.NewNonce() },
            meeting with { NonceB = RandomBytes.NewNonce() },
            meeting with { Certificate = RandomBytes.NewNonce() },
            meeting with { Caller = Bob, Callee = Alice },
            meeting with { Callee = AgentId.Parse("carol") },
        ];

        Assert.True(meeting.AcceptsHello(Secret, hello));
        Assert.False(meeting.AcceptsEnter(Secret, hello));
        Assert.All(others, other => Assert.False(other.AcceptsHello(Secret, hello)));
        Assert.False(meeting.AcceptsHello(new SwarmSecret(RandomBytes.New(32)), hello));
    }

    [Fact]
    public void A_pending_introduction_is_good_once_and_only_so_many_wait()
    {
        PendingIntroductions pending = new(TimeProvider.System);
        Introduction first = pending.Begin(RandomBytes.NewNonce(), RandomBytes.NewNonce(), Alice, Bob);
        Introduction second = pending.Begin(RandomBytes.NewNonce(), RandomBytes.NewNonce(), Alice, Bob);

        Assert.Equal(second, pending.Take(second.NonceB));
        Assert.Null(pending.Take(second.NonceB));
        Assert.Null(pending.Take(RandomBytes.NewNonce()));
        for (int i = 0; i < 256; i++)
        {
            pending.Begin(RandomBytes.NewNonce(), RandomBytes.NewNonce(), Alice, Bob);
        }

        Assert.Null(pending.Take(first.NonceB));
    }

    private static Introduction New() =>
        new(RandomBytes.NewNonce(), RandomBytes.NewNonce(), RandomBytes.NewNonce(), Alice, Bob);
}
