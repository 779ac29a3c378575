using Swarm.Cli.Agent;
using Swarm.Cli.Output;
using Xunit;

namespace Swarm.UnitTests.Cli;

/// <summary>What the doctor says of two clocks.</summary>
public sealed class BrokerClockCheckTests
{
    [Theory]
    [InlineData(0, "0 µs apart")]
    [InlineData(2, "2.0 s apart")]
    [InlineData(-2, "2.0 s apart")]
    public void Clocks_up_to_two_seconds_apart_are_fine(int seconds, string words)
    {
        Finding finding = BrokerClockCheck.Judge(TimeSpan.FromSeconds(seconds));

        Assert.Equal(Tone.Good, finding.Verdict);
        Assert.Contains(words, finding.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_600, "1:00:00 ahead of")]
    [InlineData(-2.1, "2.1 s behind")]
    public void Clocks_further_apart_are_worth_a_word_with_the_remedy(double seconds, string words)
    {
        Finding finding = BrokerClockCheck.Judge(TimeSpan.FromSeconds(seconds));

        Assert.Equal("note", finding.Word);
        Assert.Contains(words, finding.What, StringComparison.Ordinal);
        Assert.Contains("chrony", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_broker_there_is_nothing_to_compare() =>
        Assert.Equal(Tone.Good, BrokerClockCheck.Judge(null).Verdict);
}
