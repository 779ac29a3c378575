using Xunit;

namespace Swarm.EndToEndTests.Support;

/// <summary>All tests that start agents: they run one after another, for each needs the machine to itself.</summary>
[CollectionDefinition(Name)]
public sealed class SwarmCollection : ICollectionFixture<TestPrograms>
{
    internal const string Name = "swarm";
}
