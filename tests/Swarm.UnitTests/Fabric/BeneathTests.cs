using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Fabric;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Fabric;

public sealed class BeneathTests
{
    private static readonly string[] s_pieces =
        ["..", ".", "", "a", "/", "//", "b", "\0", "\n", "...", "..a", "\\", "é"];

    [Fact]
    public void A_path_that_passes_stays_below_any_root_as_it_is()
    {
        Gen<string> paths = Gen.Elements(s_pieces).ListOf().Select(string.Concat);
        Check.QuickThrowOnFailure(Prop.ForAll(paths.ToArbitrary(), path =>
        {
            try
            {
                Beneath.Check(path);
            }
            catch (SwarmException refused)
            {
                return refused.Code == ErrorCode.BadReference;
            }

            return Path.GetFullPath(Path.Combine("/base", path)) == "/base/" + path;
        }));
    }
}
