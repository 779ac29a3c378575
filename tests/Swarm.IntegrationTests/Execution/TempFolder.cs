using Swarm.Agent.Fabric;

namespace Swarm.IntegrationTests.Execution;

/// <summary>A private folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("swarm-test-").FullName;

    public void Dispose()
    {
        FolderRemoval.Remove(Path);
    }

    internal string Below(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    internal string Write(string name, string text, bool executable = false)
    {
        string path = Below(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (executable)
        {
            FileCalls.SetMode(path, 0x1ed);
        }

        return path;
    }
}
