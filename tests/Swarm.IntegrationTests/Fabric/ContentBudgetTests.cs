using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Fabric;
using Swarm.IntegrationTests.Execution;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>A store with a budget: what was used least recently goes, and what must stay stays.</summary>
public sealed class ContentBudgetTests : IDisposable
{
    private const int SizeBytes = 1000;
    private const int MaxBytes = 10 * SizeBytes;

    private readonly TempFolder _folder = new();
    private readonly TestNeeds _needs = new();
    private readonly SteppedTime _time = new();
    private readonly DiskContentStore _store;

    public ContentBudgetTests() => _store = Open();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_used_least_recently_goes_first()
    {
        Digest[] kept = await Fill();
        Use(kept[0]);
        Digest more = await Import(10);

        Assert.NotNull(_store.SizeOf(more));
        Assert.NotNull(_store.SizeOf(kept[0]));
        Assert.Null(_store.SizeOf(kept[1]));
        Assert.InRange(_store.Usage.Bytes, SizeBytes, MaxBytes);
        Assert.Equal(_store.Usage.Bytes, SizeBytes * Held(kept, more));
    }

    [Fact]
    public async Task The_order_outlives_a_restart()
    {
        Digest[] kept = await Fill();
        Use(kept[0]);
        DiskContentStore again = Open();
        await again.ImportAsync(Write(10), CancellationToken.None);

        Assert.NotNull(again.SizeOf(kept[0]));
        Assert.Null(again.SizeOf(kept[1]));
    }

    [Fact]
    public async Task One_look_makes_room_for_more_than_one()
    {
        await Fill();
        await Import(10);
        await Import(11);

        Assert.Equal(1, _needs.Asked);
    }

    [Fact]
    public async Task What_is_in_use_stays_until_the_use_is_over()
    {
        Digest[] kept = await Fill();
        ContentPins.Use use = _store.Begin();
        Array.ForEach(kept, use.Pin);

        SwarmException full = await Assert.ThrowsAsync<SwarmException>(() => Import(10));
        Assert.Equal(ErrorCode.DiskFull, full.Code);
        Assert.Contains("fabric.contentMaxBytes", full.Message, StringComparison.Ordinal);
        Assert.Equal(10, Held(kept));

        use.Dispose();
        _time.Advance(TimeSpan.FromSeconds(2));
        await Import(10);
        Assert.InRange(Held(kept), 1, 9);
    }

    [Fact]
    public async Task The_outputs_that_the_log_needs_of_this_agent_stay()
    {
        Digest[] kept = await Fill();
        _needs.Needed = ContentNeeds.None with
        {
            Manifests = [OutputManifest.Of(kept[..5].Select(one => new OutputFile("f", SizeBytes, one, false)))],
            Uploads = kept[5..8].ToHashSet(),
        };

        await Import(10);

        Assert.Equal(8, Held(kept[..8]));
        Assert.Equal(0, Held(kept[8..]));
    }

    [Fact]
    public async Task The_files_of_a_list_that_is_a_file_itself_stay_with_it()
    {
        Digest[] kept = await Fill(9);
        OutputFile[] files =
            [.. Enumerable.Range(0, 30).Select(i => new OutputFile($"f{i:d2}", SizeBytes, kept[i % 4], false))];
        byte[] list = OutputManifest.Encode(files);
        Assert.InRange(list.Length, 1, 2 * SizeBytes);
        DiskContentStore larger = Open(MaxBytes + (2 * SizeBytes));
        await larger.ImportAsync(list, CancellationToken.None);
        _needs.Needed = ContentNeeds.None with { Manifests = [OutputManifest.Of(files)] };

        await larger.ImportAsync(Write(20), CancellationToken.None);
        await larger.ImportAsync(Write(21), CancellationToken.None);

        Assert.Equal(4, kept[..4].Count(one => larger.SizeOf(one) is not null));
        Assert.NotNull(larger.SizeOf(Digest.Of(list)));
    }

    [Fact]
    public async Task Nothing_goes_while_nobody_knows_what_is_needed()
    {
        Digest[] kept = await Fill();
        _needs.Needed = null;

        await Assert.ThrowsAsync<SwarmException>(() => Import(10));
        Assert.Equal(10, Held(kept));
    }

    [Fact]
    public async Task What_waits_to_be_published_stays_also_for_the_next_process()
    {
        Digest[] kept = await Fill();
        string run = Directory.CreateDirectory(Path.Combine(_store.Folders.Runs, "c1", "0.1")).FullName;
        PublishItem.Write(run, [.. kept.Select((one, i) => new PublishItem($"f{i}", "", one.ToString(), false))]);

        await Assert.ThrowsAsync<SwarmException>(() => Import(10));
        FolderRemoval.Remove(run);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Import(10);
    }

    [Fact]
    public async Task What_was_put_stays_a_day_or_until_the_log_knows_of_it()
    {
        Digest[] kept = await Fill();
        Array.ForEach(kept, _store.MarkUpload);
        await Assert.ThrowsAsync<SwarmException>(() => Import(10));

        _needs.Needed = ContentNeeds.None with { Carried = kept[..2].ToHashSet() };
        _time.Advance(TimeSpan.FromSeconds(2));
        await Import(10);
        Assert.Equal(0, Held(kept[..2]));
        Assert.Equal(8, Held(kept[2..]));

        _time.Advance(TimeSpan.FromDays(2));
        await Import(11);
        await Import(12);
        Assert.InRange(Held(kept[2..]), 1, 7);
    }

    [Fact]
    public async Task More_than_the_budget_is_refused_without_a_look()
    {
        Digest[] kept = await Fill(3);
        byte[] large = new byte[MaxBytes + 1];

        SwarmException full = await Assert.ThrowsAsync<SwarmException>(
            async () => await _store.ImportAsync(large, CancellationToken.None));

        Assert.Contains($"no room for {MaxBytes + 1} bytes", full.Message, StringComparison.Ordinal);
        Assert.Equal((0, 3), (_needs.Asked, Held(kept)));
    }

    [Fact]
    public async Task Room_that_is_being_filled_counts()
    {
        await Fill(6);
        byte[] first = [.. Enumerable.Repeat((byte)1, 3 * SizeBytes)];
        byte[] second = [.. Enumerable.Repeat((byte)2, 3 * SizeBytes)];
        _needs.Needed = null;
        TaskCompletionSource<Stream> slow = new();
        ValueTask filling = _store.ReceiveAsync(
            Digest.Of(first), first.Length, (_, _) => new ValueTask<Stream>(slow.Task), CancellationToken.None);

        await Assert.ThrowsAsync<SwarmException>(
            async () => await _store.ImportAsync(second, CancellationToken.None));
        slow.SetResult(new MemoryStream(first));
        await filling;
        Assert.Equal(9 * SizeBytes, _store.Usage.Bytes);
    }

    [Fact]
    public async Task A_transfer_that_failed_gives_its_room_back()
    {
        await Fill(9);
        _needs.Needed = null;
        await Assert.ThrowsAsync<SwarmException>(async () => await _store.ReceiveAsync(
            Digest.Of("x"u8), SizeBytes, (_, _) => new(new MemoryStream([1])), CancellationToken.None));

        await Import(9);
        Assert.Equal(MaxBytes, _store.Usage.Bytes);
    }

    [Fact]
    public async Task Many_at_once_stay_within_the_budget()
    {
        Digest[] all = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Import(i))));

        Assert.InRange(_store.Usage.Bytes, 1, MaxBytes);
        Assert.Equal(Held(all) * SizeBytes, _store.Usage.Bytes);
        Assert.Equal(
            _store.Usage.Bytes,
            new DirectoryInfo(_store.Folders.Content).EnumerateFiles("*", SearchOption.AllDirectories)
                .Sum(file => file.Length));
    }

    private DiskContentStore Open(long maxBytes = MaxBytes) => new(
        new FabricOptions { Root = _folder.Below("root"), ContentMaxBytes = maxBytes },
        _needs,
        _time,
        NullLogger.Instance);

    private async Task<Digest[]> Fill(int count = 10)
    {
        Digest[] kept = new Digest[count];
        for (int i = 0; i < count; i++)
        {
            kept[i] = await Import(i);
            Use(kept[i]);
        }

        return kept;
    }

    // A second apart, so that the order does not hang on how finely a disk keeps times.
    private void Use(Digest digest)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(_store.SizeOf(digest));
    }

    private async Task<Digest> Import(int number) =>
        await _store.ImportAsync(Write(number), CancellationToken.None);

    private string Write(int number) => _folder.Write($"f{number}", $"{number}".PadRight(SizeBytes));

    private int Held(params Digest[] digests) => digests.Count(digest => File.Exists(Path.Combine(
        _store.Folders.Content, digest.ToString()[..2], digest.ToString())));

    private int Held(Digest[] digests, Digest more) => Held([.. digests, more]);
}
