using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Execution;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Execution;

public sealed class LeftoverSweepTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly AgentFolders _folders;

    public LeftoverSweepTests() => _folders = new AgentFolders(_folder.Below("root"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_group_that_an_earlier_process_left_is_ended()
    {
        ProcessStartInfo start =
            new("setsid", ["sh", "-c", "sleep 300 & echo ready; wait"]) { RedirectStandardOutput = true };
        using Process leader = Process.Start(start)!;
        Assert.Equal("ready", await leader.StandardOutput.ReadLineAsync());
        using (RunRecords earlier = new(_folders))
        {
            earlier.Set(earlier.Reserve(), leader.Id);
        }

        using RunRecords records = new(_folders);
        int ended = await Sweep(records);

        Assert.Equal(1, ended);
        await leader.WaitForExitAsync();
        Assert.Equal(128 + 9, leader.ExitCode);
        Assert.Empty(records.ReadLeftovers());
    }

    [Fact]
    public async Task A_stranger_who_got_the_same_number_is_left_alone()
    {
        using Process stranger = Process.Start("setsid", ["sleep", "300"]);
        using (RunRecords earlier = new(_folders))
        {
            earlier.Set(earlier.Reserve(), stranger.Id);
        }

        string file = _folders.RunRecords;
        byte[] record = await File.ReadAllBytesAsync(file);
        record[8]++;
        await File.WriteAllBytesAsync(file, record);

        using RunRecords records = new(_folders);
        int ended = await Sweep(records);

        Assert.Equal(0, ended);
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task Who_left_the_group_is_known_by_the_root_in_its_environment()
    {
        ProcessStartInfo start = new("sleep", ["300"]);
        start.Environment["SWARM_WORKINGDIR"] = Path.Combine(_folders.Runs, "campaign", "0.1", "view");
        using Process stray = Process.Start(start)!;

        using RunRecords records = new(_folders);
        int ended = await Sweep(records);

        Assert.Equal(1, ended);
        await stray.WaitForExitAsync();
        Assert.Equal(128 + 9, stray.ExitCode);
    }

    private ValueTask<int> Sweep(RunRecords records) =>
        new LeftoverSweep(_folders, records, TimeProvider.System, NullLogger.Instance).RunAsync(CancellationToken.None);

    [Fact]
    public void Two_processes_never_work_below_one_root()
    {
        using RunRecords first = new(_folders);

        SwarmException refused = Assert.Throws<SwarmException>(() => new RunRecords(_folders));
        Assert.Contains("fabric.root", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slots_are_used_again()
    {
        using RunRecords records = new(_folders);
        records.Clear();
        for (int i = 0; i < 1000; i++)
        {
            int slot = records.Reserve();
            records.Set(slot, Environment.ProcessId);
            records.Free(slot);
        }

        Assert.Equal(4096, new FileInfo(_folders.RunRecords).Length);
        Assert.Empty(records.ReadLeftovers());
    }
}
