namespace Swarm.Agent;

/// <summary>Whom to ask for the swarm after a restart: the agents that were known at the last one.</summary>
internal sealed class SeedFile(string stateFolder)
{
    private readonly string _path = Path.Combine(stateFolder, "seeds");

    /// <summary>The endpoints, as <c>host:port</c>; none when this agent never joined.</summary>
    internal IReadOnlyList<string> Read() => File.Exists(_path) ? File.ReadAllLines(_path) : [];

    /// <summary>Keeps the endpoints.</summary>
    internal void Write(IReadOnlyList<string> endpoints)
    {
        string next = _path + ".next";
        File.WriteAllLines(next, endpoints.Distinct(StringComparer.Ordinal));
        File.Move(next, _path, overwrite: true);
    }
}
