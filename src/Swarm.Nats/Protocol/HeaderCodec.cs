using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Swarm.Nats.Protocol;

/// <summary>Message headers as bytes and back: a version line, one "Name: value" a line, an empty line.</summary>
internal static class HeaderCodec
{
    private static ReadOnlySpan<byte> Version => "NATS/1.0"u8;

    internal static int SizeOf(NatsHeaders headers)
    {
        int sizeBytes = Version.Length + 4;
        foreach ((string name, string value) in headers.Fields)
        {
            sizeBytes += name.Length + Encoding.UTF8.GetByteCount(value) + 4;
        }

        return sizeBytes;
    }

    /// <summary>Writes exactly <see cref="SizeOf"/> bytes.</summary>
    internal static int Write(NatsHeaders headers, Span<byte> target)
    {
        var at = 0;
        Put(target, ref at, Version);
        Put(target, ref at, "\r\n"u8);
        foreach ((string name, string value) in headers.Fields)
        {
            at += Encoding.ASCII.GetBytes(name, target[at..]);
            Put(target, ref at, ": "u8);
            at += Encoding.UTF8.GetBytes(value, target[at..]);
            Put(target, ref at, "\r\n"u8);
        }

        Put(target, ref at, "\r\n"u8);
        return at;
    }

    /// <summary>The server's status (100, 404, 408, 409, 503) if the block starts with one, else 0.</summary>
    internal static int StatusOf(ReadOnlySequence<byte> block)
    {
        const int codeEnd = 12;
        if (block.Length < codeEnd)
        {
            return 0;
        }

        Span<byte> start = stackalloc byte[codeEnd];
        block.Slice(0, codeEnd).CopyTo(start);
        bool hasCode = Utf8Parser.TryParse(start[(Version.Length + 1)..], out int code, out _);
        return hasCode && start[Version.Length] == (byte)' ' ? code : 0;
    }

    /// <summary>
    /// Reads a whole block. Servers pass on whatever a publisher sent, so one that makes no sense is no fault of the
    /// connection: it is read as a block without headers.
    /// </summary>
    internal static NatsHeaders Read(ReadOnlySequence<byte> block)
    {
        ReadOnlySpan<byte> rest = block.IsSingleSegment ? block.FirstSpan : block.ToArray();
        if (!rest.StartsWith(Version))
        {
            return new NatsHeaders();
        }

        ReadOnlySpan<byte> status = NextLine(ref rest)[Version.Length..].Trim((byte)' ');
        int codeLength = Utf8Parser.TryParse(status, out int code, out int used) ? used : 0;
        var headers = new NatsHeaders(code, Encoding.UTF8.GetString(status[codeLength..].TrimStart((byte)' ')));
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = NextLine(ref rest);
            int colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                ReadOnlySpan<byte> value = line[(colon + 1)..];
                value = value is [(byte)' ', ..] ? value[1..] : value;
                headers.AddReceived(Encoding.UTF8.GetString(line[..colon]), Encoding.UTF8.GetString(value));
            }
        }

        return headers;
    }

    private static ReadOnlySpan<byte> NextLine(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 2)..];
        return line;
    }

    private static void Put(Span<byte> target, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[at..]);
        at += bytes.Length;
    }
}
