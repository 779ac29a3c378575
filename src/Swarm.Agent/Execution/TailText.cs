using System.Text;

namespace Swarm.Agent.Execution;

/// <summary>The last bytes of an output: memory grows with what is said, up to the limit.</summary>
internal sealed class TailText(int limitBytes)
{
    private byte[] _ring = [];
    private long _total;

    /// <summary>Adds what was said.</summary>
    internal void Add(ReadOnlySpan<byte> said)
    {
        Grow(said.Length);
        ReadOnlySpan<byte> rest = said.Length > _ring.Length ? said[^_ring.Length..] : said;
        _total += said.Length - rest.Length;
        while (!rest.IsEmpty)
        {
            int at = (int)(_total % _ring.Length);
            int part = Math.Min(rest.Length, _ring.Length - at);
            rest[..part].CopyTo(_ring.AsSpan(at));
            rest = rest[part..];
            _total += part;
        }
    }

    /// <summary>The last of it as text; bytes that are no UTF-8 are replaced.</summary>
    public override string ToString()
    {
        if (_total <= _ring.Length)
        {
            return Encoding.UTF8.GetString(_ring.AsSpan(0, (int)_total));
        }

        int start = (int)(_total % _ring.Length);
        return Encoding.UTF8.GetString([.. _ring.AsSpan(start), .. _ring.AsSpan(0, start)]);
    }

    private void Grow(int more)
    {
        long wanted = _total + more;
        if (wanted > _ring.Length && _ring.Length < limitBytes)
        {
            // Below the limit nothing has wrapped yet, so the bytes stay where they are.
            Array.Resize(ref _ring, (int)Math.Min(limitBytes, Math.Max(wanted, _ring.Length * 2L)));
        }
    }
}
