namespace Swarm.Agent.Fabric;

/// <summary>Content on its way to somebody; tells when that ends.</summary>
internal sealed class ServedStream(Stream content, Action ended) : Stream
{
    private Action? _ended = ended;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => content.Length;

    /// <inheritdoc/>
    public override long Position { get => content.Position; set => content.Position = value; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => content.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        content.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        content.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => content.Seek(offset, origin);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("served content is only read");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("served content is only read");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            Interlocked.Exchange(ref _ended, null)?.Invoke();
        }

        base.Dispose(disposing);
    }
}
