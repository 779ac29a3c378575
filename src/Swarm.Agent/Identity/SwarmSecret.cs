using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// What everybody in a swarm knows and nobody else: 32 random bytes in a file that only its owner may read. It is
/// never on a command line, in a log or on the wire; what travels is a proof of knowing it.
/// </summary>
internal sealed class SwarmSecret
{
    /// <summary>The length of the secret in bytes.</summary>
    internal const int SizeBytes = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly byte[] _bytes;

    internal SwarmSecret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeBytes)
        {
            throw new ArgumentException($"a secret has {SizeBytes} bytes, not {bytes.Length}", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    /// <summary>Reads the secret from its file.</summary>
    /// <exception cref="SwarmException">The file is missing, open to others, or of another length.</exception>
    internal static SwarmSecret Load(string path)
    {
        try
        {
            RequireOwnerOnly(path);
            return new SwarmSecret(ReadExactly(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse($"there is no secret file '{path}': copy it from the agent that founded the swarm", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"the secret file '{path}' cannot be read ({e.Message}): give it to this user", e);
        }
    }

    /// <summary>Reads the secret, and makes it first if there is none yet.</summary>
    /// <exception cref="SwarmException">The file cannot be made or read.</exception>
    internal static SwarmSecret LoadOrCreate(string path, ILogger log)
    {
        if (!File.Exists(path))
        {
            Create(path);
            Log.SecretMade(log, path);
        }

        return Load(path);
    }

    /// <summary>The proof of knowing the secret, over some bytes: HMAC-SHA256.</summary>
    internal byte[] Prove(ReadOnlySpan<byte> statement) => HMACSHA256.HashData(_bytes, statement);

    /// <summary>Whether a proof over some bytes is right, in a time that tells nothing about it.</summary>
    internal bool Accepts(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> statement) =>
        CryptographicOperations.FixedTimeEquals(Prove(statement), proof);

    /// <summary>Says nothing about it.</summary>
    public override string ToString() => "secret";

    private static void RequireOwnerOnly(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & Others) != 0)
        {
            throw Refuse(
                $"the secret file '{path}' is open to other users (mode {Convert.ToString((int)mode, 8)}): "
                + $"chmod 600 '{path}'");
        }
    }

    private static byte[] ReadExactly(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read);
        byte[] bytes = new byte[SizeBytes + 1];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == SizeBytes
            ? bytes[..SizeBytes]
            : throw Refuse(
                $"the secret file '{path}' does not have exactly {SizeBytes} bytes: copy it again, byte for byte");
    }

    // Written beside and linked into place, so that nobody ever reads half a secret.
    private static void Create(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{RandomBytes.NewHex(4)}");
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            WriteDurably(draft, RandomBytes.New(SizeBytes));
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"the secret file '{path}' cannot be made ({e.Message}): name another state folder", e);
        }
    }

    private static void WriteDurably(string path, byte[] bytes)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using FileStream file = new(path, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static SwarmException Refuse(string sentence, Exception? inner = null) =>
        new(ErrorCode.PeerRefused, sentence, inner);
}
