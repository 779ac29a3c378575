namespace Swarm.Agent.Pool;

/// <summary>The file with the token of a broker that others run.</summary>
internal static class TokenFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the token.</summary>
    /// <returns>Null where the broker asks for none.</returns>
    /// <exception cref="SwarmException">The file is missing, empty, or open to others.</exception>
    internal static string? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            if ((File.GetUnixFileMode(path) & Others) != 0)
            {
                throw Refuse($"the token file '{path}' is open to other users: chmod 600 '{path}'");
            }

            string token = File.ReadAllText(path).Trim();
            return token.Length > 0
                ? token
                : throw Refuse($"the token file '{path}' is empty: write the broker's token into it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"the token file '{path}' cannot be read ({e.Message}): name it with pool.tokenFile", e);
        }
    }

    private static SwarmException Refuse(string sentence, Exception? inner = null) =>
        new(ErrorCode.BrokerRefused, sentence, inner);
}
