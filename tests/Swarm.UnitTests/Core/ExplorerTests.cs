using Swarm.Simulation.Exploring;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>
/// Every order of one slot's messages, at four members, as far as a few seconds go; the program goes on to the end.
/// </summary>
public sealed class ExplorerTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_first_moves_of_a_slot_decide_one_way(int liar)
    {
        Explorer explorer = new(new ExplorerOptions { Liar = liar, Restarts = liar < 0, States = 1_000 });

        Assert.Null(explorer.Run());
        Assert.True(explorer.Depth >= 3, $"only {explorer.Depth} moves deep");
    }
}
