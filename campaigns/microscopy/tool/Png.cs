using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Microscopy;

/// <summary>Writes pictures as Portable Network Graphics (W3C, section 5: chunks with a check sum each).</summary>
internal static class Png
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes one picture.</summary>
    public static void Write(string path, Picture picture)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.SizePixels);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.SizePixels);
        header[8] = 8; // bits a channel
        header[9] = 2; // red, green, blue

        using FileStream file = File.Create(path);
        file.Write(Signature);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compress(picture));
        WriteChunk(file, "IEND", []);
    }

    private static byte[] Compress(Picture picture)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            int rowBytes = picture.SizePixels * 3;
            for (int y = 0; y < picture.SizePixels; y++)
            {
                zlib.WriteByte(0); // this row is not filtered
                zlib.Write(picture.Rgb, y * rowBytes, rowBytes);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(FileStream file, string type, byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(typed));
        file.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
