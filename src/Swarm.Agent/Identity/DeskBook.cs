using System.Text.Json;

namespace Swarm.Agent.Identity;

/// <summary>
/// What one who enrols remembers: tokens that are out, by the digests of their secrets, and certificates that were
/// signed. A command and an agent may write at the same time: each change takes the folder's lock.
/// </summary>
internal sealed class DeskBook(string folder, TimeProvider time)
{
    private const int MaxTokens = 10_000;
    private const int MaxCertificates = 100_000;
    private static readonly TimeSpan s_lockLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private string Tokens => Path.Combine(folder, "tokens.jsonl");

    private string Certificates => Path.Combine(folder, "issued.jsonl");

    /// <summary>The tokens that are good still, and those that were used and would be.</summary>
    internal IReadOnlyList<IssuedToken> ReadTokens() =>
        [.. Read<IssuedToken>(Tokens).Where(token => token.Until > time.GetUtcNow())];

    /// <summary>The certificates that were signed here and have not run out.</summary>
    internal IReadOnlyList<IssuedCertificate> ReadCertificates() =>
        [.. Read<IssuedCertificate>(Certificates).Where(one => one.NotAfter > time.GetUtcNow())];

    /// <summary>Remembers a token.</summary>
    internal Task AddAsync(IssuedToken token, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                Write<IssuedToken>(Tokens, [.. ReadTokens().TakeLast(MaxTokens - 1), token]);
                return true;
            },
            cancellationToken);

    /// <summary>Remembers a certificate.</summary>
    internal Task AddAsync(IssuedCertificate certificate, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                Write<IssuedCertificate>(
                    Certificates, [.. ReadCertificates().TakeLast(MaxCertificates - 1), certificate]);
                return true;
            },
            cancellationToken);

    /// <summary>Uses a token up for a key and a name.</summary>
    /// <returns>The token; null when it is not known, has run out, or another used it.</returns>
    internal Task<IssuedToken?> UseAsync(
        Digest hash, Digest key, string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                List<IssuedToken> tokens = [.. ReadTokens()];
                int at = tokens.FindIndex(token => token.Hash == hash.ToString());
                if (at < 0 || !MayUse(tokens[at], key.ToString(), name))
                {
                    return null;
                }

                tokens[at] = tokens[at] with { UsedBy = key.ToString(), UsedFor = name };
                Write<IssuedToken>(Tokens, tokens);
                return tokens[at];
            },
            cancellationToken);

    private static bool MayUse(IssuedToken token, string key, string name) =>
        (token.Name is null || token.Name == name)
        && (token.UsedBy is null || (token.UsedBy == key && token.UsedFor == name));

    private async Task<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellationToken)
    {
        await using FileStream taken = await LockAsync(cancellationToken);
        return change();
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        string path = Path.Combine(folder, "desk.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (time.GetElapsedTime(began) >= s_lockLimit)
            {
                throw new SwarmException(
                    ErrorCode.NotReady, $"'{path}' is held by another process: try again in a moment", e);
            }
            catch (IOException)
            {
                await Task.Delay(s_pause, time, cancellationToken);
            }
        }
    }

    private static List<T> Read<T>(string path)
    {
        try
        {
            return File.Exists(path)
                ? [.. File.ReadAllLines(path).Select(line => JsonSerializer.Deserialize<T>(line, s_json)!)]
                : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, $"'{path}' cannot be read ({e.Message}): restore it, or remove it", e);
        }
    }

    private static void Write<T>(string path, IReadOnlyList<T> lines) =>
        DurableFile.Replace(path, string.Concat(lines.Select(line => JsonSerializer.Serialize(line, s_json) + "\n")));
}
