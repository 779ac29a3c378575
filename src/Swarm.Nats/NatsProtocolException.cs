using System.Text;

namespace Swarm.Nats;

/// <summary>The other side does not speak NATS as we know it; the connection cannot go on.</summary>
public sealed class NatsProtocolException : NatsException
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What was not understood.</param>
    public NatsProtocolException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    /// <param name="message">What was not understood.</param>
    /// <param name="innerException">What caused it.</param>
    public NatsProtocolException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal static NatsProtocolException Unknown(ReadOnlySpan<byte> line)
    {
        const int shownBytes = 64;
        string shown = Encoding.ASCII.GetString(line[..Math.Min(line.Length, shownBytes)]);
        return new NatsProtocolException($"a line is not NATS protocol: \"{Printable(shown)}\"");
    }

    private static string Printable(string text) =>
        string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? '?' : source[i];
            }
        });
}
