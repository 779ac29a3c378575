using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
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

    [Theory]
    [InlineData("logLevel", "LogLevel")]
    [InlineData("log-level", "LogLevel")]
    [InlineData("LOG_LEVEL", "LogLevel")]
    [InlineData("record", "Record")]
    [InlineData("log:level", null)]
    public void What_an_agent_says_and_records_has_a_key(string written, string? key) =>
        Assert.Equal(key, _keys.Find(written));

    [Theory]
    [InlineData("debug", true)]
    [InlineData("Information", true)]
    [InlineData("NONE", true)]
    [InlineData("loud", false)]
    [InlineData("3", false)]
    public void How_much_an_agent_says_is_one_of_the_platforms_words(string value, bool isValid) =>
        Assert.Equal(isValid, _keys.Objection("LogLevel", value) is null);

    [Fact]
    public void The_level_is_read_in_any_case_and_is_information_unless_something_else_is_said()
    {
        IConfigurationRoot said = new ConfigurationBuilder()
            .AddInMemoryCollection([new("LogLevel", "debug")]).Build();

        Assert.Equal(LogLevel.Debug, said.Get<AgentOptions>()!.LogLevel);
        Assert.Equal(LogLevel.Information, new AgentOptions().LogLevel);
    }
}
