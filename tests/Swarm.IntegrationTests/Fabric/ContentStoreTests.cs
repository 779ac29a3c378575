using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.IntegrationTests.Execution;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Fabric;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly AgentFolders _folders;
    private readonly DiskContentStore _store;

    public ContentStoreTests()
    {
        _folders = new AgentFolders(_folder.Below("root"));
        _store = Open(_folders.Root);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_taken_in_is_found_by_its_digest_and_read_only()
    {
        string path = _folder.Write("root/.swarm/runs/c/0.1/a", "hello");
        Digest digest = await _store.ImportAsync(path, CancellationToken.None);

        Assert.Equal(Digest.Of("hello"u8), digest);
        Assert.Equal(5, _store.SizeOf(digest));
        Assert.Equal("hello", Read(digest));
        string kept = Directory.GetFiles(_folders.Content, "*", SearchOption.AllDirectories).Single();
        Assert.False(FileCalls.FactsOf(kept, follow: false)!.Value.IsWritable);
        Assert.Equal(SharesBlocks(kept, path), FileCalls.FactsOf(path, follow: false)!.Value.IsWritable);
        Assert.Equal(new ContentUsage(1, 5), _store.Usage);
    }

    [Fact]
    public async Task The_same_content_is_kept_once_also_when_it_comes_at_the_same_time()
    {
        string[] paths = [.. Enumerable.Range(0, 40).Select(i => _folder.Write($"f{i}", "same"))];
        Digest[] digests = await Task.WhenAll(
            paths.Select(path => Task.Run(async () => await _store.ImportAsync(path, CancellationToken.None))));

        Assert.Single(digests.Distinct());
        Assert.Equal(new ContentUsage(1, 4), _store.Usage);
    }

    [Fact]
    public async Task A_restarted_store_knows_what_there_is()
    {
        await _store.ImportAsync(_folder.Write("a", "hello"), CancellationToken.None);
        DiskContentStore again = Open(_folders.Root);

        Assert.Equal(new ContentUsage(1, 5), again.Usage);
        Assert.Equal(5, again.SizeOf(Digest.Of("hello"u8)));
    }

    [Fact]
    public async Task Content_edited_through_its_published_name_is_never_served()
    {
        Digest digest = await _store.ImportAsync(_folder.Write("a", "hello"), CancellationToken.None);
        string published = _folder.Below("root", "seen");
        await _store.PublishAsync(digest, published, executable: false, CancellationToken.None);
        Assert.Equal("hello", await File.ReadAllTextAsync(published));

        EditInPlace(published, "jello");
        if (SharesBlocks(Directory.GetFiles(_folders.Content, "*", SearchOption.AllDirectories).Single(), published))
        {
            Assert.Equal("hello", Read(digest));
            return;
        }

        Assert.Null(_store.SizeOf(digest));
        Assert.Null(_store.TryOpen(digest));
        Assert.Single(Directory.GetFiles(_folders.Quarantine));
        Assert.Equal(new ContentUsage(0, 0), _store.Usage);

        // It can come back from somebody who has it.
        await _store.ImportAsync(_folder.Write("b", "hello"), CancellationToken.None);
        Assert.Equal("hello", Read(digest));
    }

    [Fact]
    public async Task Content_that_a_power_cut_left_without_its_end_is_never_served()
    {
        Digest digest = await _store.ImportAsync(_folder.Write("a", "hello"), CancellationToken.None);
        string kept = Directory.GetFiles(_folders.Content, "*", SearchOption.AllDirectories).Single();
        DateTime written = File.GetLastWriteTimeUtc(kept);
        FileCalls.SetMode(kept, 0x1a4);
        using (FileStream file = new(kept, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(3);
        }

        File.SetLastWriteTimeUtc(kept, written);

        Assert.Null(_store.TryOpen(digest));
        Assert.Single(Directory.GetFiles(_folders.Quarantine));
    }

    [Fact]
    public async Task A_touched_file_is_hashed_again_and_stays()
    {
        Digest digest = await _store.ImportAsync(_folder.Write("a", "hello"), CancellationToken.None);
        string kept = Directory.GetFiles(_folders.Content, "*", SearchOption.AllDirectories).Single();
        File.SetLastWriteTimeUtc(kept, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(5, _store.SizeOf(digest));
        Assert.Empty(Directory.GetFiles(_folders.Quarantine));
    }

    [Fact]
    public async Task A_program_that_writes_to_its_input_writes_to_nobody_elses()
    {
        Digest digest = await _store.ImportAsync(_folder.Write("a", "hello"), CancellationToken.None);
        string input = _folder.Below("input");
        await _store.LinkIntoAsync(digest, input, executable: false, CancellationToken.None);

        // A program of root may write, whatever the mode; any other is refused.
        using Process writer = Process.Start("sh", ["-c", $"echo spoiled > {input}"]);
        await writer.WaitForExitAsync();

        Assert.Equal("hello", Read(digest));
    }

    [Fact]
    public async Task Executable_content_is_executable_only_where_it_is_asked_for()
    {
        Digest digest = await _store.ImportAsync(
            _folder.Write("run.sh", "#!/bin/sh\necho ran\n", executable: true), CancellationToken.None);
        await _store.LinkIntoAsync(digest, _folder.Below("x"), executable: true, CancellationToken.None);
        await _store.LinkIntoAsync(digest, _folder.Below("plain"), executable: false, CancellationToken.None);

        Assert.True(FileCalls.FactsOf(_folder.Below("x"), follow: false)!.Value.IsExecutable);
        Assert.False(FileCalls.FactsOf(_folder.Below("plain"), follow: false)!.Value.IsExecutable);
    }

    [Fact]
    public async Task A_broken_transfer_goes_on_where_it_ended()
    {
        byte[] content = RandomBytes(1_000_000);
        Digest digest = Digest.Of(content);
        List<long> offsets = [];
        ValueTask<Stream> Open(long offset, int length)
        {
            offsets.Add(offset);
            return ValueTask.FromResult<Stream>(new MemoryStream(content, (int)offset, length - (int)offset));
        }

        SwarmException broken = await Assert.ThrowsAsync<SwarmException>(async () => await _store.ReceiveAsync(
            digest, content.Length, (offset, _) => Open(offset, 600_000), CancellationToken.None));
        await _store.ReceiveAsync(
            digest, content.Length, (offset, _) => Open(offset, content.Length), CancellationToken.None);

        Assert.Equal(ErrorCode.TransferFailed, broken.Code);
        Assert.Equal([0, 600_000], offsets);
        Assert.Equal(content.Length, _store.SizeOf(digest));
        Assert.Empty(Directory.GetFiles(_folders.Partial));
    }

    [Fact]
    public async Task Wrong_bytes_are_thrown_away_and_both_digests_are_named()
    {
        Digest wanted = Digest.Of("right"u8);
        SwarmException wrong = await Assert.ThrowsAsync<SwarmException>(async () => await _store.ReceiveAsync(
            wanted, (_, _) => ValueTask.FromResult<Stream>(new MemoryStream([.. "wrong"u8])), CancellationToken.None));

        Assert.Equal(ErrorCode.ChecksumMismatch, wrong.Code);
        Assert.Contains(wanted.ToString(), wrong.Message, StringComparison.Ordinal);
        Assert.Contains(Digest.Of("wrong"u8).ToString(), wrong.Message, StringComparison.Ordinal);
        Assert.Null(_store.SizeOf(wanted));
        Assert.Empty(Directory.GetFiles(_folders.Partial));
    }

    [Fact]
    public async Task A_sender_that_never_ends_is_stopped_at_the_promised_length()
    {
        Digest wanted = Digest.Of("right"u8);
        SwarmException wrong = await Assert.ThrowsAsync<SwarmException>(async () => await _store.ReceiveAsync(
            wanted, 5, (_, _) => ValueTask.FromResult<Stream>(File.OpenRead("/dev/zero")), CancellationToken.None));

        Assert.Equal(ErrorCode.ChecksumMismatch, wrong.Code);
    }

    [Fact]
    public async Task A_sender_that_falls_silent_is_not_waited_for()
    {
        DiskContentStore impatient = new(
            new FabricOptions { Root = _folder.Below("other"), StallTimeout = TimeSpan.FromMilliseconds(50) },
            new TestNeeds(),
            TimeProvider.System,
            NullLogger.Instance);
        Pipe silent = new();
        SwarmException stalled = await Assert.ThrowsAsync<SwarmException>(async () => await impatient.ReceiveAsync(
            Digest.Of("right"u8), (_, _) => ValueTask.FromResult(silent.Reader.AsStream()), CancellationToken.None));

        Assert.Equal(ErrorCode.TransferFailed, stalled.Code);
    }

    [Theory]
    [InlineData("root/theirs", "root/theirs")]
    [InlineData("theirs", "root/.swarm/runs/c/0.1/output")]
    public async Task What_is_somebody_elses_is_left_as_it_was(string name, string imported)
    {
        string theirs = _folder.Write(name, "hello");
        string output = _folder.Below(imported);
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        Assert.Equal(name != imported, FileCalls.TryLink(theirs, output));
        await _store.ImportAsync(output, CancellationToken.None);

        Assert.True(FileCalls.FactsOf(theirs, follow: false)!.Value.IsWritable);
        await File.WriteAllTextAsync(theirs, "other");
        Assert.Equal("hello", Read(Digest.Of("hello"u8)));
    }

    [Fact]
    public async Task What_a_killed_process_was_putting_on_the_shelf_is_cleared_away()
    {
        Digest digest = await _store.ImportAsync(_folder.Write("a", "hello"), CancellationToken.None);
        string kept = Directory.GetFiles(_folders.Content, "*", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync($"{kept}.{Guid.NewGuid():N}", "half");

        Assert.Equal(new ContentUsage(1, 5), Open(_folders.Root).Usage);
        Assert.Equal([kept], Directory.GetFiles(_folders.Content, "*", SearchOption.AllDirectories));
        Assert.Equal("hello", Read(digest));
    }

    [Fact]
    public async Task The_same_content_received_twice_at_once_is_received_once()
    {
        byte[] content = RandomBytes(300_000);
        int opened = 0;
        Task Receive() => _store.ReceiveAsync(
            Digest.Of(content),
            content.Length,
            (offset, _) =>
            {
                Interlocked.Increment(ref opened);
                return ValueTask.FromResult<Stream>(new MemoryStream(content, (int)offset,
                    content.Length - (int)offset));
            },
            CancellationToken.None).AsTask();

        await Task.WhenAll(Receive(), Receive(), Receive());

        Assert.Equal(1, opened);
    }

    [SkippableFact]
    public async Task A_full_disk_is_told_with_its_path_and_what_is_free()
    {
        using TinyDisk disk = TinyDisk.Mount(_folder.Below("tiny"), megabytes: 1);
        DiskContentStore store = Open(disk.Path);
        byte[] content = RandomBytes(2_000_000);
        string file = _folder.Below("big");
        await File.WriteAllBytesAsync(file, content);

        SwarmException received = await Assert.ThrowsAsync<SwarmException>(async () => await store.ReceiveAsync(
            Digest.Of(content), (_, _) =>
                ValueTask.FromResult<Stream>(new MemoryStream(content)), CancellationToken.None));
        SwarmException imported = await Assert.ThrowsAsync<SwarmException>(
            async () => await store.ImportAsync(file, CancellationToken.None));

        Assert.All([received, imported], full =>
        {
            Assert.Equal(ErrorCode.DiskFull, full.Code);
            Assert.Contains("errno 28", full.Message, StringComparison.Ordinal);
            Assert.Contains(disk.Path, full.Message, StringComparison.Ordinal);
        });
        Assert.Equal(new ContentUsage(0, 0), store.Usage);

        Digest small = await store.ImportAsync(_folder.Write("small", "fits"), CancellationToken.None);
        Assert.Equal(4, store.SizeOf(small));
    }

    private static DiskContentStore Open(string root) =>
        new(new FabricOptions { Root = root }, new TestNeeds(), TimeProvider.System, NullLogger.Instance);

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    // On btrfs and xfs the two are files of their own; elsewhere they are two names of one.
    private static bool SharesBlocks(string kept, string other) =>
        FileCalls.FactsOf(kept, follow: false)!.Value.Inode != FileCalls.FactsOf(other, follow: false)!.Value.Inode;

    private static void EditInPlace(string path, string text)
    {
        FileCalls.SetMode(path, 0x1a4);
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private string Read(Digest digest)
    {
        using StreamReader reader = new(_store.TryOpen(digest)!);
        return reader.ReadToEnd();
    }
}
