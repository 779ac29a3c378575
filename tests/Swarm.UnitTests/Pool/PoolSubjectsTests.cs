using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Pool;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Pool;

/// <summary>Subjects name the author and nothing else can pretend to.</summary>
public sealed class PoolSubjectsTests
{
    private static readonly PoolSubjects Subjects = new("s1");

    [Fact]
    public void The_author_is_read_back_from_the_subject()
    {
        AgentId author = AgentId.Parse("hpc-1");
        string subject = Subjects.Of(author, new PoolEvent.Leaving(new Incarnation(3)));

        Assert.Equal("_R_.swarm.s1.log.hpc-1.leaving", subject);
        Assert.True(Subjects.TryAuthor(subject, out AgentId read));
        Assert.Equal(author, read);
    }

    [Theory]
    [InlineData("_R_.swarm.s2.log.hpc.leaving")]
    [InlineData("_R_.swarm.s1.log.hpc")]
    [InlineData("_R_.swarm.s1.log.hpc.a.b")]
    [InlineData("_R_.swarm.s1.log.HPC.leaving")]
    [InlineData("_R_.swarm.s1.log..leaving")]
    public void Other_subjects_have_no_author(string subject) => Assert.False(Subjects.TryAuthor(subject, out _));

    [Fact]
    public void Any_text_is_judged_without_failing() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string>(
            ArbMap.Default.ArbFor<string>(),
            text => Subjects.TryAuthor(text ?? "", out AgentId author) == (author.Text.Length > 0)));

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a>")]
    [InlineData("a b")]
    [InlineData("a-name-that-has-more-than-32-marks")]
    public void A_swarm_name_is_one_plain_token(string name)
    {
        SwarmException refused = Assert.Throws<SwarmException>(() => new PoolSubjects(name));

        Assert.Contains("pool.name", refused.Message, StringComparison.Ordinal);
        Assert.False(new PoolOptions { Name = name }.HasName);
    }

    [Fact]
    public void Swarms_of_different_names_share_no_name_at_the_broker()
    {
        PoolSubjects other = new("s2");

        Assert.Equal(("SWARM_LOG_s1", "SWARM_BLOBS_s1"), (Subjects.Stream, Subjects.Blobs));
        Assert.NotEqual(Subjects.BlobStream, other.BlobStream);
        Assert.NotEqual(Subjects.All, other.All);
        Assert.True(new PoolOptions().HasName);
    }
}
