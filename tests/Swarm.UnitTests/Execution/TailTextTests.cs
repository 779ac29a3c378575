using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Execution;
using Xunit;

namespace Swarm.UnitTests.Execution;

public sealed class TailTextTests
{
    [Fact]
    public void It_is_always_the_end_of_what_was_said()
    {
        Gen<byte[]> parts = Gen.Choose('a', 'z').Select(c => (byte)c).ArrayOf();
        Gen<(List<byte[]>, int)> cases =
            from said in parts.ListOf() from limit in Gen.Choose(1, 60) select (said, limit);
        Check.QuickThrowOnFailure(Prop.ForAll(cases.ToArbitrary(), one =>
        {
            (List<byte[]> said, int limit) = one;
            TailText tail = new(limit);
            foreach (byte[] part in said)
            {
                tail.Add(part);
            }

            byte[] all = [.. said.SelectMany(part => part)];
            return tail.ToString() == Encoding.ASCII.GetString(all.AsSpan(Math.Max(0, all.Length - limit)));
        }));
    }

    [Fact]
    public void Bytes_that_are_no_text_do_not_harm()
    {
        TailText tail = new(4);
        tail.Add([0xff, 0xfe, (byte)'a']);

        Assert.EndsWith("a", tail.ToString(), StringComparison.Ordinal);
    }
}
