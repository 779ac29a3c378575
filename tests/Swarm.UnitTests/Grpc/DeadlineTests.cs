using FsCheck;
using FsCheck.Fluent;
using Swarm.Grpc;
using Xunit;

namespace Swarm.UnitTests.Grpc;

public sealed class DeadlineTests
{
    [Fact]
    public void A_timeout_round_trips_within_its_unit_and_never_shrinks() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 62).SelectMany(bit => Gen.Choose(0, int.MaxValue).Select(low => (1L << bit) + low))
            .Select(ticks => TimeSpan.FromTicks(long.Abs(ticks))).ToArbitrary(),
        timeout =>
        {
            string text = Deadline.Format(timeout);
            bool parsed = Deadline.TryParse(text, out TimeSpan back);
            long most = 99_999_999L * TimeSpan.TicksPerHour;
            return parsed && text.Length is >= 2 and <= 9
                && (back >= timeout || back.Ticks == most)
                && (back - timeout).Ticks <= (timeout.Ticks / 100_000) + 1;
        }));

    [Theory]
    [InlineData(0, "0n")]
    [InlineData(1, "100n")]
    [InlineData(10_000, "1000000n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(36_000_000_000, "3600000m")]
    public void A_timeout_is_written_in_the_finest_unit_that_fits(long ticks, string text) =>
        Assert.Equal(text, Deadline.Format(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("1n", 1)]
    [InlineData("99999999H", long.MaxValue)]
    public void Every_unit_is_read(string text, long ticks)
    {
        Assert.True(Deadline.TryParse(text, out TimeSpan timeout));
        Assert.Equal(Math.Min(ticks, 99_999_999L * 36_000_000_000), timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5 S")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData("5s")]
    [InlineData("5X")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void What_is_no_timeout_is_refused(string text) => Assert.False(Deadline.TryParse(text, out _));
}
