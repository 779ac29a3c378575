using System.Globalization;
using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>What both ends of every call must agree on beside the messages themselves.</summary>
public static class WireProtocol
{
    /// <summary>The protocol spoken here. It grows by one whenever an older agent would misread a newer one.</summary>
    public const int Number = 1;

    /// <summary>The trailer that carries the <see cref="ErrorCode"/> of a failed call as decimal text.</summary>
    public const string CodeTrailer = "swarm-code";

    /// <summary>The metadata that carries a peer's session token in lower-case hexadecimal digits.</summary>
    public const string SessionMetadata = "swarm-session";

    /// <summary>The metadata by which a caller over a socket shows who it is: a <c>CallerProof</c>.</summary>
    public const string CallerMetadata = "swarm-user-bin";

    /// <summary>The text that stands in <see cref="CodeTrailer"/>.</summary>
    public static string TextOf(ErrorCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads <see cref="CodeTrailer"/>; <see cref="ErrorCode.None"/> when it is missing or no number. A number that
    /// this version does not know is kept, for what follows from a code follows from its range.
    /// </summary>
    public static ErrorCode CodeOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (ErrorCode)number
            : ErrorCode.None;
}
