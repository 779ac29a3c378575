using Swarm.Grpc;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Sdk.Wire;

/// <summary>
/// Fetches the bytes of one file, going on where it was when a connection is lost, and verifies them.
/// </summary>
internal sealed class ResumingFetch(AgentLink link, string reference, Stream destination)
{
    private readonly Backoff _backoff = new(link.Time);
    private long _offset;

    /// <summary>Writes all bytes to the destination.</summary>
    /// <param name="expected">Their digest; null to believe what the first answer says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SwarmException">
    /// Nobody has it, nobody answers, or the bytes are not what they should be.
    /// </exception>
    internal async Task RunAsync(Digest? expected, CancellationToken cancellationToken)
    {
        using DigestBuilder digest = new();
        while (true)
        {
            try
            {
                expected = await ReadOnAsync(expected, digest, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (GrpcException failure) when (!cancellationToken.IsCancellationRequested)
            {
                string name = link.Name;
                link.MoveOn();
                if (!Refusals.IsLost(failure) || !await _backoff.WaitAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw Refusals.Of(failure, name);
                }
            }
        }

        Digest actual = digest.Finish();
        if (expected is { } wanted && wanted != actual)
        {
            throw new SwarmException(
                ErrorCode.ChecksumMismatch,
                $"What came for '{reference}' has the digest {actual.Short}…, not {wanted.Short}…; "
                + "nothing was saved. Try again.");
        }
    }

    private async Task<Digest?> ReadOnAsync(Digest? expected, DigestBuilder digest, CancellationToken cancellationToken)
    {
        FetchRequest request = new() { Reference = reference, Offset = (ulong)_offset };
        await foreach (FetchChunk chunk in link.ReadAsync(ControlMethods.Fetch, request, cancellationToken)
            .ConfigureAwait(false))
        {
            if (chunk.File?.Digest is { } told)
            {
                expected ??= Protocol.ModelCodec.Decode(told);
            }

            await destination.WriteAsync(chunk.Content.Memory, cancellationToken).ConfigureAwait(false);
            digest.Append(chunk.Content.Span);
            _offset += chunk.Content.Length;
            _backoff.Reset();
        }

        return expected;
    }
}
