using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Wire;
using Swarm.Model;
using Swarm.Simulation;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>What an agent recorded is repeated step by step, and a recording never stands in its way.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-replay");

    private string FilePath => Path.Combine(_folder.FullName, "recording");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_recording_is_repeated_to_the_last_effect_and_tells_its_story()
    {
        Record(InputRecorder.MaxBytes);
        List<string> story = [];

        (string? wrong, long steps) = Repeat(story.Add);

        Assert.Null(wrong);
        Assert.True(steps > 1_000, $"{steps} steps");
        Assert.Contains(story, line => line.Contains("campaign c of 1 activities", StringComparison.Ordinal));
        Assert.Contains(story, line => line.EndsWith("-> run c/0#1", StringComparison.Ordinal));
        Assert.Contains(story, line => line.Contains("c/0#1 taken back", StringComparison.Ordinal));
        Assert.InRange(story.Count, 10, (int)steps / 10);
    }

    [Fact]
    public void Only_its_owner_can_read_a_recording()
    {
        Record(InputRecorder.MaxBytes);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void A_step_that_is_missing_is_noticed()
    {
        Record(InputRecorder.MaxBytes);
        byte[] bytes = File.ReadAllBytes(FilePath);
        using (MemoryStream recording = new(bytes))
        {
            RecordingCodec.ReadProcess(recording);
            long begin = recording.Position;
            RecordingCodec.ReadStep(recording);
            long end = recording.Position;
            File.WriteAllBytes(FilePath, [.. bytes[..(int)begin], .. bytes[(int)end..]]);
        }

        Assert.Contains("effects when it was recorded", Repeat(null).Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_that_is_full_ends_in_order_and_the_agent_goes_on()
    {
        Record(4_000);

        Assert.InRange(new FileInfo(FilePath).Length, 3_000, 4_000);
        Assert.Null(Repeat(null).Wrong);
    }

    [Fact]
    public void An_earlier_recording_is_not_written_over()
    {
        Record(InputRecorder.MaxBytes);

        Assert.Throws<IOException>(() => Record(InputRecorder.MaxBytes));
    }

    private void Record(long maxBytes)
    {
        SoloSwarm swarm = new(
            process => InputRecorder.Begin(FilePath, process, maxBytes, NullLogger.Instance));
        swarm.Submit(new ActivitySpec { Name = "a", Plugin = "noop", TimeLimit = TimeSpan.FromSeconds(1) });
        swarm.Advance(swarm.Runs[0], ActivityState.Running);
        swarm.Pass(720_000_000);
        Assert.Equal(2, swarm.Runs.Count);
        swarm.Recorder!.Dispose();
    }

    private (string? Wrong, long Steps) Repeat(Action<string>? tell)
    {
        using FileStream recording = File.OpenRead(FilePath);
        Replay replay = new(recording, tell);
        return (replay.Run(), replay.Steps);
    }
}
