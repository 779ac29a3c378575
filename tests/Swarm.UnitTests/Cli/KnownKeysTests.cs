using Swarm.Agent;
using Swarm.Cli.Configuration;
using Xunit;

namespace Swarm.UnitTests.Cli;

/// <summary>A choice may be written in any case, as the agents' own examples do; other words are refused.</summary>
public sealed class KnownKeysTests
{
    private readonly KnownKeys _keys = new(typeof(AgentOptions));

    [Theory]
    [InlineData("failed", true)]
    [InlineData("Failed", true)]
    [InlineData("sometimes", false)]
    [InlineData("1", false)]
    public void A_choice_is_one_of_its_words(string value, bool isValid) =>
        Assert.Equal(isValid, _keys.Objection("execution:keepWorkspaces", value) is null);
}
