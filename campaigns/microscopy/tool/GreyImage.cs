using System.Text;

namespace Microscopy;

/// <summary>A square 8-bit picture, kept as a binary portable grey map (PGM).</summary>
internal sealed record GreyImage(int SizePixels, byte[] Pixels)
{
    /// <summary>Reads a picture that <see cref="Write"/> wrote.</summary>
    public static GreyImage Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        string[] header = Encoding.ASCII.GetString(file, 0, Math.Min(file.Length, 64)).Split('\n', 4);
        bool isSquare = header is ["P5", { } size, "255", _]
            && size.Split(' ') is [{ } width, { } height] && width == height;
        int sizePixels = isSquare && int.TryParse(header[1].Split(' ')[0], out int pixels) ? pixels : 0;
        int start = isSquare ? header[0].Length + header[1].Length + header[2].Length + 3 : 0;
        return sizePixels > 0 && file.Length - start == sizePixels * sizePixels
            ? new GreyImage(sizePixels, file[start..])
            : throw new InvalidDataException($"{path} is not a square 8-bit PGM picture");
    }

    /// <summary>Writes the picture.</summary>
    public void Write(string path) =>
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes($"P5\n{SizePixels} {SizePixels}\n255\n"), .. Pixels]);
}
