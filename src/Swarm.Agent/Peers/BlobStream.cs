using Swarm.Protocol.V1;

namespace Swarm.Agent.Peers;

/// <summary>Content as it comes from another agent; its bytes are not verified here.</summary>
internal sealed class BlobStream : Stream
{
    private readonly PeerDoor _door;
    private readonly IAsyncEnumerator<BlobChunk> _chunks;
    private ReadOnlyMemory<byte> _rest;
    private bool _ended;

    /// <summary>Takes over a transfer whose first chunk has come.</summary>
    internal BlobStream(PeerDoor door, IAsyncEnumerator<BlobChunk> chunks)
    {
        _door = door;
        _chunks = chunks;
        _rest = chunks.Current.Content.Memory;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty && !_ended && buffer.Length > 0)
        {
            await NextAsync(cancellationToken);
        }

        int read = Math.Min(buffer.Length, _rest.Length);
        _rest[..read].CopyTo(buffer);
        _rest = _rest[read..];
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("content comes over the network: read it asynchronously");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Gives the transfer up if it has not ended.</summary>
    public override async ValueTask DisposeAsync()
    {
        _ended = true;
        await _chunks.DisposeAsync();
        await base.DisposeAsync();
    }

    private async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _ended = !await PeerStream.MoveAsync(_door, _chunks);
            _rest = _ended ? default : _chunks.Current.Content.Memory;
        }
        catch (SwarmException e)
        {
            // A stream's readers expect what streams throw; the cause carries the code.
            throw new IOException(e.Message, e);
        }
    }
}
