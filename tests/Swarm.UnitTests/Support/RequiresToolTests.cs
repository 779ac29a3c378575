using Swarm.Tests;
using Xunit;

namespace Swarm.UnitTests.Support;

public sealed class RequiresToolTests
{
    [Fact]
    public void A_missing_tool_is_named_and_a_present_one_does_not_matter()
    {
        bool isStrict = Environment.GetEnvironmentVariable("SWARM_REQUIRE_TOOLS") == "1";

        string? reason = new RequiresToolAttribute("sh", "no-such-tool").Skip;

        Assert.Equal(!isStrict, reason?.Contains("no-such-tool (", StringComparison.Ordinal) ?? false);
        Assert.Null(new RequiresToolAttribute("sh", "/bin/sh").Skip);
    }

    [Fact]
    public void A_tool_is_found_on_the_path_or_by_its_full_name()
    {
        Assert.EndsWith("/sh", RequiresToolAttribute.Find("sh"), StringComparison.Ordinal);
        Assert.Equal("/bin/sh", RequiresToolAttribute.Find("/bin/sh"));
        Assert.Null(RequiresToolAttribute.Find("/bin"));
        Assert.Null(RequiresToolAttribute.Find("no-such-tool"));
    }
}
