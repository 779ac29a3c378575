using System.Text;

namespace Swarm.Nats;

/// <summary>Remembers the last text read from bytes, since neighbours on a wire often repeat it.</summary>
internal sealed class SubjectCache
{
    private byte[] _bytes = [];
    private string _text = "";

    internal string Get(ReadOnlySpan<byte> subject)
    {
        if (!subject.SequenceEqual(_bytes))
        {
            _bytes = subject.ToArray();
            _text = Encoding.UTF8.GetString(subject);
        }

        return _text;
    }
}
