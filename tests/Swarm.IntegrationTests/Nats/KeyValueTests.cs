using Swarm.Nats;
using Swarm.Nats.JetStream;
using Swarm.Nats.KeyValue;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class KeyValueTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task A_value_is_put_got_changed_and_deleted()
    {
        NatsKVStore store = await StoreAsync(new NatsKVConfig { Bucket = "B", History = 5 });
        Assert.Equal(1UL, await store.PutAsync("a.b", "1", Ct));
        Assert.Equal(2UL, await store.UpdateAsync("a.b", "2", 1, Ct));
        NatsKVEntry<string> entry = await store.GetEntryAsync<string>("a.b", Ct);
        Assert.Equal(("a.b", "2", 2UL), (entry.Key, entry.Value, entry.Revision));
        await store.DeleteAsync("a.b", Ct);
        await Assert.ThrowsAsync<NatsKVKeyNotFoundException>(async () => await store.GetEntryAsync<string>("a.b", Ct));
        Assert.Equal(
            [NatsKVOperation.Put, NatsKVOperation.Put, NatsKVOperation.Del], await OperationsAsync(store, "a.b"));
        await store.PurgeAsync("a.b", Ct);
        Assert.Equal([NatsKVOperation.Purge], await OperationsAsync(store, "a.b"));
    }

    [RequiresTool("nats-server")]
    public async Task Of_many_who_create_a_key_one_succeeds()
    {
        NatsKVStore store = await StoreAsync(new NatsKVConfig { Bucket = "B" });
        NatsResult<ulong>[] answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => store.TryCreateAsync("lease", $"{i}", Ct).AsTask()));
        Assert.Single(answers, answer => answer.Success);
        Assert.All(
            answers.Where(answer => !answer.Success), answer => Assert.IsType<NatsKVCreateException>(answer.Error));
        await store.DeleteAsync("lease", Ct);
        await store.CreateAsync("lease", "next", Ct);
        await Assert.ThrowsAsync<NatsKVCreateException>(async () => await store.CreateAsync("lease", "late", Ct));
    }

    [RequiresTool("nats-server")]
    public async Task An_update_of_another_revision_is_refused()
    {
        NatsKVStore store = await StoreAsync(new NatsKVConfig { Bucket = "B" });
        ulong revision = await store.CreateAsync("k", "1", Ct);
        await store.PutAsync("k", "2", Ct);
        await Assert.ThrowsAsync<NatsKVWrongLastRevisionException>(
            async () => await store.UpdateAsync("k", "3", revision, Ct));
        await Assert.ThrowsAsync<NatsKVWrongLastRevisionException>(
            async () => await store.DeleteAsync("k", revision, Ct));
        Assert.Equal("2", (await store.GetEntryAsync<string>("k", Ct)).Value);
    }

    [RequiresTool("nats-server")]
    public async Task A_watch_shows_the_present_and_then_every_change_even_across_a_restart()
    {
        NatsKVStore store = await StoreAsync(new NatsKVConfig { Bucket = "B" });
        await store.PutAsync("a.1", "x", Ct);
        await store.PutAsync("a.1", "y", Ct);
        await store.PutAsync("b.1", "other", Ct);
        await using IAsyncEnumerator<NatsKVEntry<string>> watch =
            store.WatchAsync<string>("a.>", NatsKVWatchOpts.Default, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(("a.1", "y", 0UL), (watch.Current.Key, watch.Current.Value, watch.Current.Delta));
        await Server.KillAsync();
        await Server.RestartAsync();
        await store.PutAsync("a.2", "z", Ct);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(("a.2", "z"), (watch.Current.Key, watch.Current.Value));
        await store.DeleteAsync("a.1", Ct);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(("a.1", NatsKVOperation.Del), (watch.Current.Key, watch.Current.Operation));
    }

    [RequiresTool("nats-server")]
    public async Task Keys_are_those_that_have_a_value()
    {
        NatsKVStore store = await StoreAsync(new NatsKVConfig { Bucket = "B" });
        Assert.Empty(await KeysAsync(store));
        await store.PutAsync("a", "1", Ct);
        await store.PutAsync("b", "2", Ct);
        await store.PutAsync("c", "3", Ct);
        await store.DeleteAsync("b", Ct);
        Assert.Equal(["a", "c"], await KeysAsync(store));
    }

    [RequiresTool("nats-server")]
    public async Task A_value_ends_with_the_age_of_its_bucket()
    {
        NatsKVStore store = await StoreAsync(
            new NatsKVConfig { Bucket = "B", MaxAge = TimeSpan.FromMilliseconds(300) });
        await store.CreateAsync("lease", "mine", Ct);
        ulong revision = 0;
        while (revision == 0)
        {
            // The broker sweeps at its own pace; each answer says whether the lease is still held.
            NatsResult<ulong> again = await store.TryCreateAsync("lease", "yours", Ct);
            revision = again.Success ? again.Value : 0;
        }

        Assert.True(revision > 1);
    }

    [RequiresTool("nats-server")]
    public async Task A_bucket_is_found_and_deleted_and_its_names_are_checked()
    {
        var kv = new NatsKVContext(new NatsJSContext(await ConnectAsync()));
        NatsKVStore store = await kv.CreateStoreAsync(new NatsKVConfig { Bucket = "B" }, Ct);
        await store.PutAsync("k", new byte[] { 0, 1, 2 }, Ct);
        NatsKVStore found = await kv.GetStoreAsync("B", Ct);
        Assert.Equal(new byte[] { 0, 1, 2 }, (await found.GetEntryAsync<byte[]>("k", Ct)).Value);
        await kv.DeleteStoreAsync("B", Ct);
        await Assert.ThrowsAsync<NatsJSApiException>(async () => await kv.GetStoreAsync("B", Ct));
        await Assert.ThrowsAsync<NatsKVException>(async () => await kv.GetStoreAsync("a.b", Ct));
        await Assert.ThrowsAsync<NatsKVException>(async () => await found.PutAsync("a b", "x", Ct));
        await Assert.ThrowsAsync<NatsKVException>(async () => await found.PutAsync("a.*", "x", Ct));
    }

    private async Task<NatsKVStore> StoreAsync(NatsKVConfig config) =>
        await new NatsKVContext(new NatsJSContext(await ConnectAsync())).CreateStoreAsync(config, Ct);

    private Task<List<string>> KeysAsync(NatsKVStore store) => TakeAsync(store.GetKeysAsync(Ct), int.MaxValue);

    private async Task<IEnumerable<NatsKVOperation>> OperationsAsync(NatsKVStore store, string key) =>
        (await TakeAsync(store.HistoryAsync<string>(key, Ct), int.MaxValue)).Select(entry => entry.Operation);
}
