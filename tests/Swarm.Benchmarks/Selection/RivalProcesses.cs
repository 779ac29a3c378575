using System.Diagnostics;

namespace Swarm.Benchmarks.Selection;

/// <summary>Some processes of one program, each with a folder; they end and the folders go with this.</summary>
internal sealed class RivalProcesses(string program) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swr-").FullName;
    private readonly List<Process> _all = [];

    internal string FolderOf(int node) => Directory.CreateDirectory(Path.Combine(_folder, $"n{node}")).FullName;

    internal void Start(params string[] arguments)
    {
        string log = Path.Combine(_folder, $"{_all.Count}.log");
        string[] script = ["-c", $"exec \"$0\" \"$@\" >'{log}' 2>&1", program, .. arguments];
        _all.Add(Process.Start(new ProcessStartInfo("/bin/sh", script))!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _all)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
