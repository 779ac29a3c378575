using System.Diagnostics;
using System.Globalization;
using Swarm.Agent.Execution;
using Swarm.Plugins;
using Xunit;

namespace Swarm.IntegrationTests.Execution;

public sealed class ProcessRunnerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly RunRecords _records;
    private readonly ProcessRunner _runner;

    public ProcessRunnerTests()
    {
        _records = new RunRecords(new AgentFolders(_folder.Below("root")));
        _runner = Runner(new ExecutionOptions { KillGrace = TimeSpan.FromMilliseconds(300) });
    }

    public void Dispose()
    {
        _runner.Dispose();
        _records.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_program_that_ends_well_says_what_it_said()
    {
        ProcessResult result = await Run("sh", "-c", "echo to out; echo to err >&2");

        Assert.Equal(new ProcessResult(ProcessEnd.Exited, 0, "to out\n", "to err\n"), result);
        Assert.Equal("to out\n", await File.ReadAllTextAsync(_folder.Below("out")));
        Assert.Equal("to err\n", await File.ReadAllTextAsync(_folder.Below("err")));
    }

    [Fact]
    public async Task A_silent_program_leaves_no_log_file()
    {
        Assert.Equal(ProcessEnd.Exited, (await Run("true")).End);
        Assert.False(File.Exists(_folder.Below("out")));
        Assert.False(File.Exists(_folder.Below("err")));
    }

    [Theory]
    [InlineData("exit 7", ProcessEnd.Exited, 7)]
    [InlineData("exit 255", ProcessEnd.Exited, 255)]
    [InlineData("kill -9 $$", ProcessEnd.Signaled, 9)]
    [InlineData("kill -SEGV $$", ProcessEnd.Signaled, 11)]
    [InlineData("kill -TERM $$", ProcessEnd.Signaled, 15)]
    public async Task The_end_of_a_program_is_told_as_it_was(string line, ProcessEnd end, int code)
    {
        ProcessResult result = await Run("sh", "-c", line);

        Assert.Equal((end, code), (result.End, result.ExitCode));
    }

    [Fact]
    public async Task Arguments_go_through_as_they_are()
    {
        ProcessResult result = await Run("printf", "[%s]", "", "a b", "$HOME", "*", "ü\n\"'\\");

        Assert.Equal("[][a b][$HOME][*][ü\n\"'\\]", result.OutputTail);
    }

    [Fact]
    public async Task The_environment_is_exactly_what_was_asked_for()
    {
        ProcessResult result = await RunAsync(Spec("/usr/bin/env") with
        {
            Environment = new Dictionary<string, string> { ["ONLY"] = "this = that", ["EMPTY"] = "" },
        });

        Assert.Equal(["EMPTY=", "ONLY=this = that"], result.OutputTail.TrimEnd().Split('\n').Order());
    }

    [Fact]
    public async Task Standard_input_is_at_its_end_and_nothing_of_ours_is_inherited()
    {
        ProcessResult result =
            await Run("sh", "-c", "cat; ls /proc/self/fd | wc -l; grep SigIgn /proc/self/status; pwd");

        // Three streams and the folder that ls itself reads.
        Assert.Equal($"4\nSigIgn:\t0000000000000000\n{_folder.Path}\n", result.OutputTail);
    }

    [Fact]
    public async Task A_program_leads_a_session_and_group_of_its_own()
    {
        ProcessResult result = await Run("sh", "-c", "echo $$; ps -o pgid=,sid= -p $$");

        string[] ids = result.OutputTail.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([ids[0], ids[0], ids[0]], ids);
    }

    [Fact]
    public async Task A_program_that_heeds_SIGTERM_ends_at_its_time_limit()
    {
        ProcessResult result = await RunAsync(Spec("sh", "-c", "trap 'echo saved; exit 0' TERM; sleep 60 & wait") with
        {
            TimeLimit = TimeSpan.FromMilliseconds(200),
        });

        Assert.Equal(ProcessEnd.TimedOut, result.End);
        Assert.Equal("saved\n", result.OutputTail);
    }

    [Fact]
    public async Task A_program_that_ignores_SIGTERM_is_killed_with_all_it_started()
    {
        string line =
            "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 1; done' & echo $!; while :; do sleep 1; done";
        ProcessResult result =
            await RunAsync(Spec("sh", "-c", line) with { TimeLimit = TimeSpan.FromMilliseconds(200) });

        Assert.Equal((ProcessEnd.TimedOut, 9), (result.End, result.ExitCode));
        AssertGone(result.OutputTail);
    }

    [Fact]
    public async Task A_time_limit_beyond_all_timers_is_no_limit()
    {
        ProcessResult result = await RunAsync(Spec("true") with { TimeLimit = TimeSpan.FromDays(400) });

        Assert.Equal(ProcessEnd.Exited, result.End);
    }

    [Fact]
    public async Task Cancellation_leaves_nobody_of_the_group_behind()
    {
        string pidFile = _folder.Below("pid");
        using CancellationTokenSource cancel = new();
        Task<ProcessResult> run = _runner.RunAsync(
            Spec("sh", "-c", $"sleep 300 & echo $! > {pidFile}.new; mv {pidFile}.new {pidFile}; wait"),
            cancel.Token).AsTask();
        await FileAppears(pidFile);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(s_patience));
        AssertGone(await File.ReadAllTextAsync(pidFile));
    }

    [Fact]
    public async Task What_a_program_leaves_in_the_background_ends_with_it()
    {
        ProcessResult result = await Run("sh", "-c", "sleep 300 & echo $!");

        Assert.Equal(ProcessEnd.Exited, result.End);
        AssertGone(result.OutputTail);
    }

    [Fact]
    public async Task A_grandchild_that_left_the_group_with_our_pipes_holds_nobody_up()
    {
        ProcessResult result = await Run("sh", "-c", "setsid sh -c 'echo $$; exec sleep 20' & sleep 0.3; echo done");

        Assert.Contains("done", result.OutputTail, StringComparison.Ordinal);
        Assert.Equal(ProcessEnd.Exited, result.End);
        int stray = int.Parse(result.OutputTail.Split('\n')[0], CultureInfo.InvariantCulture);
        Process.GetProcessById(stray).Kill();
    }

    [Theory]
    [InlineData("no-such-program-here", "is not on PATH")]
    [InlineData("./no-such-file", "does not exist")]
    [InlineData("./plain.txt", "is not executable; chmod +x")]
    [InlineData("./bad-interpreter", "asks in its first line for '/no/such/interpreter'")]
    [InlineData("./no-first-line", "is no program for this machine")]
    [InlineData("/tmp", "is a folder")]
    [InlineData("", "name is empty")]
    public async Task A_program_that_cannot_start_says_why_in_one_line(string program, string why)
    {
        _folder.Write("plain.txt", "#!/bin/sh\n");
        _folder.Write("bad-interpreter", "#!/no/such/interpreter -x\n", executable: true);
        _folder.Write("no-first-line", "echo hello\n", executable: true);

        ProcessResult result = await Run(program);

        Assert.Equal(ProcessEnd.NotStarted, result.End);
        Assert.Contains(why, result.ErrorTail, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.ErrorTail);
    }

    [Fact]
    public async Task A_program_that_is_still_open_for_writing_starts_when_it_is_closed()
    {
        string script = _folder.Below("script");
        Task<ProcessResult> run;
        using (FileStream writing = new(script, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite))
        {
            await writing.WriteAsync("#!/bin/sh\necho whole\n"u8.ToArray());
            await writing.FlushAsync();
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            run = Run(script);

            Assert.False(run.IsCompleted);
        }

        Assert.Equal(new ProcessResult(ProcessEnd.Exited, 0, "whole\n", ""), await run);
    }

    [Fact]
    public async Task Arguments_too_long_for_the_kernel_are_told_as_such()
    {
        string[] many = [.. Enumerable.Repeat(new string('x', 100_000), 60)];
        ProcessResult result = await Run("true", many);

        Assert.Equal(ProcessEnd.NotStarted, result.End);
        Assert.Contains("more than this system carries over", result.ErrorTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_working_directory_that_does_not_exist_is_told_as_such()
    {
        ProcessResult result = await RunAsync(Spec("true") with { WorkingDirectory = _folder.Below("nowhere") });

        Assert.Contains("working directory", result.ErrorTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_talkative_program_is_cut_in_the_file_and_its_last_words_stay()
    {
        using ProcessRunner capped = Runner(new ExecutionOptions { MaxLogBytes = 10_000 });
        ProcessResult result = await capped.RunAsync(
            Spec("sh", "-c", "i=0; while [ $i -lt 30000 ]; do echo line-$i; i=$((i+1)); done"), CancellationToken.None);

        string log = await File.ReadAllTextAsync(_folder.Below("out"));
        Assert.EndsWith("[swarm: cut after 10000 bytes]\n", log, StringComparison.Ordinal);
        Assert.Equal(10_000, log.IndexOf("\n[swarm:", StringComparison.Ordinal));
        Assert.EndsWith("line-29999\n", result.OutputTail, StringComparison.Ordinal);
        Assert.Equal(64 * 1024, result.OutputTail.Length);
    }

    [Fact]
    public async Task Many_programs_run_beside_those_of_the_runtime_and_none_is_lost()
    {
        Task<int>[] ours = [.. Enumerable.Range(0, 200).Select(async i =>
            (await Run("sh", "-c", $"exit {i % 250}")).ExitCode)];
        Task<int>[] theirs = [.. Enumerable.Range(0, 50).Select(async i =>
        {
            using Process process = Process.Start("sh", ["-c", $"exit {i}"]);
            await process.WaitForExitAsync();
            return process.ExitCode;
        })];

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 250), await Task.WhenAll(ours).WaitAsync(s_patience));
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(theirs).WaitAsync(s_patience));
    }

    private static void AssertGone(string pid)
    {
        string stat = $"/proc/{pid.Trim()}/stat";
        Assert.True(!File.Exists(stat) || File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal), stat);
    }

    private async Task FileAppears(string path)
    {
        TaskCompletionSource seen = new();
        using FileSystemWatcher watcher = new(_folder.Path);
        watcher.Created += (_, _) => seen.TrySetResult();
        watcher.Renamed += (_, _) => seen.TrySetResult();
        watcher.EnableRaisingEvents = true;
        while (!File.Exists(path))
        {
            await seen.Task.WaitAsync(s_patience);
            seen = new TaskCompletionSource();
        }
    }

    private ProcessRunner Runner(ExecutionOptions options) => new(options, _records, TimeProvider.System);

    private ProcessSpec Spec(string program, params string[] arguments) => new()
    {
        FileName = program,
        Arguments = arguments,
        WorkingDirectory = _folder.Path,
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" },
        OutputPath = _folder.Below("out"),
        ErrorPath = _folder.Below("err"),
    };

    private Task<ProcessResult> Run(string program, params string[] arguments) => RunAsync(Spec(program, arguments));

    private Task<ProcessResult> RunAsync(ProcessSpec process) =>
        _runner.RunAsync(process, CancellationToken.None).AsTask().WaitAsync(s_patience);
}
