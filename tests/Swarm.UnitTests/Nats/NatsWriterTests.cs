using System.Text;
using Swarm.Nats.Protocol;
using Xunit;

namespace Swarm.UnitTests.Nats;

public sealed class NatsWriterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Messages_of_many_publishers_arrive_whole_and_each_publishers_in_order()
    {
        var writer = new NatsWriter(4_096);
        var wire = new Wire();
        Task running = writer.RunAsync(wire, () => []);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(p => PublishAsync(writer, p, 2_000)));
        await FlushedAsync(writer, wire, "PING\r\n");
        writer.Detach();
        await running.WaitAsync(Limit);

        string[] lines = wire.Text.Split("\r\n");
        for (var publisher = 0; publisher < 4; publisher++)
        {
            Assert.Equal(
                Enumerable.Range(0, 2_000).Select(i => $"{publisher}:{i}"),
                lines.Where(line => line.StartsWith($"{publisher}:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Publishers_wait_when_the_buffer_is_full_and_leave_when_they_are_canceled()
    {
        var writer = new NatsWriter(200);
        await Publish(writer, "first", CancellationToken.None);
        await Publish(writer, "fits", CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        ValueTask waits = Publish(writer, new string('x', 150), CancellationToken.None);
        ValueTask leaves = Publish(writer, "leaves", cancel.Token);
        ValueTask follows = Publish(writer, "follows", CancellationToken.None);
        Assert.False(waits.IsCompleted || leaves.IsCompleted || follows.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await leaves);

        var wire = new Wire();
        Task running = writer.RunAsync(wire, () => []);
        await waits;
        await follows;
        await FlushedAsync(writer, wire, "PING\r\n");
        writer.Detach();
        await running.WaitAsync(Limit);
        Assert.Equal(["first", "fits", new string('x', 150), "follows"], wire.Payloads);
    }

    [Fact]
    public async Task What_was_not_poured_goes_out_on_the_next_connection()
    {
        var writer = new NatsWriter(10_000);
        Task broken = writer.RunAsync(new BrokenWire(), () => []);
        await Publish(writer, "lost with the wire", CancellationToken.None);
        await Assert.ThrowsAsync<IOException>(() => broken.WaitAsync(Limit));
        await Publish(writer, "kept", CancellationToken.None);
        Assert.False(writer.TryWriteControl("SUB a 1\r\n"u8, isPing: false));

        var wire = new Wire();
        Task running = writer.RunAsync(wire, () => [.. "SUB a 1\r\n"u8]);
        await FlushedAsync(writer, wire, "PING\r\n");
        Assert.Equal(0, writer.Detach());
        await running.WaitAsync(Limit);
        Assert.Equal("SUB a 1\r\nPUB a 4\r\nkept\r\nPING\r\n", wire.Text);
    }

    [Fact]
    public async Task Closing_ends_every_wait()
    {
        var writer = new NatsWriter(100);
        await Publish(writer, "first", CancellationToken.None);
        ValueTask waits = Publish(writer, new string('x', 100), CancellationToken.None);
        writer.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await waits);
        Assert.Throws<ObjectDisposedException>(() => { _ = Publish(writer, "late", CancellationToken.None).AsTask(); });
    }

    private static async Task PublishAsync(NatsWriter writer, int publisher, int count)
    {
        await Task.Yield();
        for (var i = 0; i < count; i++)
        {
            await Publish(writer, $"{publisher}:{i}", CancellationToken.None, urgent: i % 7 == 0);
        }
    }

    private static ValueTask Publish(NatsWriter writer, string text, CancellationToken ct, bool urgent = false) =>
        writer.WriteAsync(new OutgoingMsg("a", default, headers: null, Encoding.ASCII.GetBytes(text)), urgent, ct);

    private static async Task FlushedAsync(NatsWriter writer, Wire wire, string mark)
    {
        Assert.True(writer.TryWriteControl(Encoding.ASCII.GetBytes(mark), isPing: false));
        await wire.SeenAsync(mark).WaitAsync(Limit);
    }

    /// <summary>Keeps what is written, and never finishes a write at once.</summary>
    private sealed class Wire : MemoryStream
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _mark;

        internal string Text => Encoding.ASCII.GetString(ToArray());

        internal string[] Payloads =>
            [.. Text.Split("\r\n").Where((line, i) => i % 2 == 1 && line.Length > 0)];

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            lock (this)
            {
                Write(buffer.Span);
                Tell();
            }
        }

        internal Task SeenAsync(string mark)
        {
            lock (this)
            {
                _mark = mark;
                Tell();
            }

            return _seen.Task;
        }

        private void Tell()
        {
            if (_mark is not null && Text.Contains(_mark, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }
        }
    }

    private sealed class BrokenWire : MemoryStream
    {
        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new IOException("cut"));
    }
}
