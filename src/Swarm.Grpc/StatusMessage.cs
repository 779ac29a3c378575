using System.Globalization;
using System.Text;

namespace Swarm.Grpc;

/// <summary>
/// The text of <c>grpc-message</c>: UTF-8 where the percent sign and every byte outside 0x20 to 0x7E is escaped.
/// </summary>
/// <remarks>
/// <see cref="Uri.EscapeDataString(string)"/> escapes far more, and clients that decode strictly show the escapes.
/// </remarks>
internal static class StatusMessage
{
    /// <summary>Stock clients refuse header blocks above 8 KiB, so a longer message is cut here.</summary>
    internal const int LargestEncodedSizeBytes = 4096;

    /// <summary>Escapes a sentence, cutting it between two characters if it is too long.</summary>
    internal static string Encode(string detail)
    {
        StringBuilder text = new(detail.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in detail.EnumerateRunes())
        {
            int before = text.Length;
            if (rune.Value is >= 0x20 and <= 0x7E and not '%')
            {
                text.Append((char)rune.Value);
            }
            else
            {
                int sizeBytes = rune.EncodeToUtf8(utf8);
                foreach (byte unit in utf8[..sizeBytes])
                {
                    text.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
                }
            }

            if (text.Length > LargestEncodedSizeBytes)
            {
                text.Length = before;
                break;
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// Reads a sentence. What is not a valid escape stands for itself: a spoilt message must not hide its status.
    /// </summary>
    internal static string Decode(string encoded)
    {
        if (!encoded.Contains('%'))
        {
            return encoded;
        }

        List<byte> utf8 = new(encoded.Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length && IsHex(encoded, i + 1, out byte unit))
            {
                utf8.Add(unit);
                i += 2;
            }
            else
            {
                utf8.Add(encoded[i] <= 0x7F ? (byte)encoded[i] : (byte)'?');
            }
        }

        return Encoding.UTF8.GetString([.. utf8]);
    }

    private static bool IsHex(string text, int start, out byte unit) =>
        byte.TryParse(
            text.AsSpan(start, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit);
}
