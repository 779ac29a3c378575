using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>Whose a campaign is follows from a signature and the authority's word, and from nothing else.</summary>
public sealed class OwnerBookTests : IDisposable
{
    private static readonly Digest s_body = Digest.Of("campaign"u8);

    private readonly AuthorityFixture _swarm = new();

    public void Dispose() => _swarm.Dispose();

    [Fact]
    public async Task A_user_owns_what_it_signed_with_the_groups_that_the_authority_gave()
    {
        OwnerBook book = await BookAsync();
        OwnerProof proof = Prove(User("ann", "lab", "operator"), s_body);

        CampaignOwner ann = book.Judge(proof, s_body);
        PoolEvent.CampaignSubmitted read = book.Check(Submitted(ann), Now);

        Assert.Equal(("ann", null), (ann.Name, ann.Doubt));
        Assert.Equal(["lab", "operator"], ann.Groups);
        Assert.Null(read.Owner.Doubt);
        Assert.Null(book.WhyNot(read.Graph.Id));
    }

    [Fact]
    public async Task What_is_said_and_not_signed_is_not_believed()
    {
        OwnerBook book = await BookAsync();
        CampaignOwner ann = book.Judge(Prove(User("ann"), s_body), s_body);

        Says("nobody signed", DoubtOf(book, CampaignOwner.Nobody));
        Says("nobody signed", DoubtOf(book, ann with { Proof = null }));
        Says("says that it is of bob", DoubtOf(book, ann with { Name = "bob" }));
        Says("says that it is of ann", DoubtOf(book, ann with { Groups = ["founder"] }));
        Says("signature of user ann is wrong", book.Judge(ann.Proof!, Digest.Of("x"u8)).Doubt);
        OwnerProof cut = ann.Proof! with { Signature = ann.Proof!.Signature[..63] };
        Assert.NotNull(book.Judge(cut, s_body).Doubt);
        OwnerProof garbage = ann.Proof with { Certificates = [new byte[] { 1, 2, 3 }] };
        Says("cannot be read", book.Judge(garbage, s_body).Doubt);
    }

    [Fact]
    public async Task Nobody_but_a_user_of_this_swarm_owns_anything()
    {
        OwnerBook book = await BookAsync();
        using AuthorityFixture other = new();
        X509Certificate2 stranger = other.Issue(new(other.Authority.Bundle.Swarm, PrincipalKind.User, "ann"));
        X509Certificate2 agent = _swarm.Issue(_swarm.AgentOf("hpc"));

        Says("not of this swarm's authority", book.Judge(Prove(stranger, s_body), s_body).Doubt);
        Says("campaigns are of users", book.Judge(Prove(agent, s_body), s_body).Doubt);
    }

    [Fact]
    public async Task Groups_are_the_authoritys_to_give_and_no_delegations()
    {
        OwnerBook book = await BookAsync();
        X509Certificate2 delegation = _swarm.Delegate("hpc");
        X509Certificate2 plain = _swarm.Issue(UserNamed("bob"), by: delegation);
        X509Certificate2 proud = _swarm.Issue(UserNamed("bob"), by: delegation, groups: "operator");

        Assert.Equal("bob", book.Judge(Prove(plain, s_body, delegation), s_body).Name);
        Assert.Contains(
            "swarm ca user", book.Judge(Prove(proud, s_body, delegation), s_body).Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_ran_out_signs_nothing_new_and_what_it_signed_before_stays()
    {
        OwnerBook book = await BookAsync();
        X509Certificate2 ann = _swarm.Issue(UserNamed("ann"), TimeSpan.FromHours(1));
        CampaignOwner before = book.Judge(Prove(ann, s_body), s_body);
        long accepted = Now;
        _swarm.Time.Advance(TimeSpan.FromHours(2));

        Says("expired at", book.Judge(Prove(ann, s_body), s_body).Doubt);
        Assert.Null(book.Check(Submitted(before), accepted).Owner.Doubt);
        Says("expired at", book.Check(Submitted(before), Now).Owner.Doubt);
    }

    [Fact]
    public async Task Who_is_revoked_owns_nothing_new_and_what_was_accepted_is_not_run_any_more()
    {
        AgentIdentity identity = await _swarm.EnrolAsync("hpc");
        OwnerBook book = new(identity, NullLogger.Instance, _swarm.Time);
        CampaignOwner ann = book.Judge(Prove(User("ann"), s_body), s_body);
        PoolEvent.CampaignSubmitted accepted = book.Check(Submitted(ann), Now);

        _swarm.Authority.Revoke(new Revocation(PrincipalKind.User, "ann", null, _swarm.Time.GetUtcNow(), "left"));
        Assert.True(identity.Trust.TryAdopt(_swarm.Authority.TrustText));

        Says("revoked", book.Judge(ann.Proof!, s_body).Doubt);
        Says("revoked", book.WhyNot(accepted.Graph.Id));
        Says("left", book.Check(Submitted(ann), Now).Owner.Doubt);
    }

    [Fact]
    public async Task A_call_is_shown_by_a_signature_over_it_that_is_soon_too_old()
    {
        OwnerBook book = await BookAsync();
        X509Certificate2 ann = User("ann");
        byte[] signature = Sign(ann, $"swarm-call-1\n/swarm.v1.Control/CancelCampaign\n{Now}");
        long then = Now;

        Assert.Equal("ann", book.Judge([ann.RawDataMemory], "/swarm.v1.Control/CancelCampaign", then, signature).Name);
        Assert.NotNull(book.Judge([ann.RawDataMemory], "/swarm.v1.Control/RetryCampaign", then, signature).Doubt);
        Assert.NotNull(book.Judge([ann.RawDataMemory], "/swarm.v1.Control/CancelCampaign", then + 1, signature).Doubt);
        _swarm.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Contains(
            "clocks",
            book.Judge([ann.RawDataMemory], "/swarm.v1.Control/CancelCampaign", then, signature).Doubt,
            StringComparison.Ordinal);
    }

    private static void Says(string words, string? doubt) => Assert.Contains(words, doubt, StringComparison.Ordinal);

    private long Now => (_swarm.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string DoubtOf(OwnerBook book, CampaignOwner owner) =>
        book.Check(Submitted(owner), 1_777_636_800_000_000).Owner.Doubt!;

    private static PoolEvent.CampaignSubmitted Submitted(CampaignOwner owner) =>
        new(
            CampaignGraph.Create(
                CampaignId.Parse("c"), "c", [new ActivitySpec { Name = "a", Plugin = "noop" }], []),
            s_body)
        {
            Owner = owner,
        };

    private static OwnerProof Prove(X509Certificate2 user, Digest campaign, params X509Certificate2[] others) => new(
        [user.RawDataMemory, .. others.Select(other => other.RawDataMemory)],
        Sign(user, $"swarm-campaign-1\n{campaign}"));

    private static byte[] Sign(X509Certificate2 user, string statement)
    {
        using ECDsa key = user.GetECDsaPrivateKey()!;
        return key.SignData(Encoding.UTF8.GetBytes(statement), HashAlgorithmName.SHA256);
    }

    private async Task<OwnerBook> BookAsync() =>
        new(await _swarm.EnrolAsync("watcher"), NullLogger.Instance, _swarm.Time);

    private X509Certificate2 User(string name, params string[] groups) =>
        _swarm.Issue(UserNamed(name), groups: groups);

    private Principal UserNamed(string name) => new(_swarm.Authority.Bundle.Swarm, PrincipalKind.User, name);
}
