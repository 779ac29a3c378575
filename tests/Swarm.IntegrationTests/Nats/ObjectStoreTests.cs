using Swarm.Nats.JetStream;
using Swarm.Nats.ObjectStore;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class ObjectStoreTests : NatsServerTest
{
    [RequiresTool("nats-server")]
    public async Task Objects_of_every_size_come_back_as_they_went()
    {
        NatsObjStore store = await StoreAsync();
        foreach (int sizeBytes in new[] { 0, 1, 131_071, 131_072, 131_073, 5_000_000 })
        {
            byte[] content = Random(sizeBytes);
            ObjectMetadata put = await store.PutAsync($"obj/{sizeBytes} ü", new MemoryStream(content), Ct);
            using var back = new MemoryStream();
            ObjectMetadata got = await store.GetAsync($"obj/{sizeBytes} ü", back, Ct);
            Assert.Equal(content, back.ToArray());
            Assert.Equal((long)sizeBytes, put.Size);
            Assert.Equal(put.Digest, got.Digest);
        }

        List<ObjectMetadata> all = await TakeAsync(store.ListAsync(Ct), int.MaxValue);
        Assert.Equal(6, all.Count);
    }

    [RequiresTool("nats-server")]
    public async Task An_object_is_replaced_and_deleted_without_leaving_bytes()
    {
        (NatsJSContext js, NatsObjStore store) = await BothAsync();
        await store.PutAsync("a", new MemoryStream(Random(1_000_000)), Ct);
        await store.PutAsync("a", new MemoryStream(Random(10)), Ct);
        NatsJSStream stream = await js.GetStreamAsync("OBJ_O", Ct);
        Assert.Equal(2, stream.Info.State.Messages);
        await store.DeleteAsync("a", Ct);
        await stream.RefreshAsync(Ct);
        Assert.Equal(1, stream.Info.State.Messages);
        await Assert.ThrowsAsync<NatsObjNotFoundException>(async () => await store.GetInfoAsync("a", Ct));
        Assert.Empty(await TakeAsync(store.ListAsync(Ct), int.MaxValue));
    }

    [RequiresTool("nats-server")]
    public async Task A_damaged_object_is_not_handed_out_as_whole()
    {
        (NatsJSContext js, NatsObjStore store) = await BothAsync();
        ObjectMetadata put = await store.PutAsync("a", new MemoryStream(Random(300_000)), Ct);
        NatsJSStream stream = await js.GetStreamAsync("OBJ_O", Ct);
        await stream.DeleteMessageAsync(2, Ct);
        await Assert.ThrowsAsync<NatsObjException>(async () => await store.GetAsync("a", Stream.Null, Ct));
        await js.PublishAsync($"$O.O.C.{put.Nuid}", Random(131_072), Ct);
        NatsObjException wrong = await Assert.ThrowsAsync<NatsObjException>(
            async () => await store.GetAsync("a", Stream.Null, Ct));
        Assert.Contains("damaged", wrong.Message, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task A_put_that_fails_leaves_what_was_there()
    {
        NatsObjStore store = await StoreAsync();
        byte[] good = Random(1000);
        await store.PutAsync("a", new MemoryStream(good), Ct);
        await Assert.ThrowsAsync<IOException>(async () => await store.PutAsync("a", new BrokenStream(400_000), Ct));
        using var back = new MemoryStream();
        await store.GetAsync("a", back, Ct);
        Assert.Equal(good, back.ToArray());
    }

    private async Task<NatsObjStore> StoreAsync() => (await BothAsync()).Store;

    private async Task<(NatsJSContext Context, NatsObjStore Store)> BothAsync()
    {
        var js = new NatsJSContext(await ConnectAsync());
        return (js, await new NatsObjContext(js).CreateObjectStoreAsync(new NatsObjConfig { Bucket = "O" }, Ct));
    }

    private static byte[] Random(int sizeBytes)
    {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Gives some bytes and then fails.</summary>
    private sealed class BrokenStream(int goodBytes) : MemoryStream(new byte[goodBytes])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("the disk is gone");
    }
}
