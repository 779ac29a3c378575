using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Swarm.Core.Authorisation;
using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>
/// Writes what is voted on as bytes, one way only, so that everybody computes the same digest whatever the wire.
/// </summary>
internal sealed class CanonicalBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    internal CanonicalBytes(string purpose) => Add(purpose);

    internal CanonicalBytes Add(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), number);
        _bytes.Advance(sizeof(long));
        return this;
    }

    internal CanonicalBytes Add(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Add(length);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length));
        _bytes.Advance(length);
        return this;
    }

    internal CanonicalBytes Add(Digest digest)
    {
        digest.CopyTo(_bytes.GetSpan(Model.Digest.SizeBytes));
        _bytes.Advance(Model.Digest.SizeBytes);
        return this;
    }

    internal CanonicalBytes Add(MemberKey key) => Add(key.Agent.Text).Add((long)key.Incarnation.Sequence);

    internal CanonicalBytes Add(PublicKey key)
    {
        key.Bytes.CopyTo(_bytes.GetSpan(PublicKey.SizeBytes));
        _bytes.Advance(PublicKey.SizeBytes);
        return this;
    }

    internal CanonicalBytes Add(Capabilities offered)
    {
        Add(offered.Resources.MilliCores).Add(offered.Resources.MemoryBytes).Add(offered.Resources.Gpus);
        Add(offered.SpeedPermille).Add(offered.Plugins).Add(offered.Tags).Add(offered.Aliases);
        Add(offered.Allow.Rules.Count);
        foreach (AllowRule rule in offered.Allow.Rules)
        {
            Add(rule.Owners).Add(rule.Plugins).Add(rule.Executables).Add(rule.Data);
            Add(rule.MilliCores).Add(rule.MemoryBytes).Add(rule.MaxMicros).Add(rule.KeptBytes);
        }

        return this;
    }

    internal Digest Digest() => Model.Digest.Of(_bytes.WrittenSpan);

    private CanonicalBytes Add(IReadOnlyList<string> words)
    {
        Add(words.Count);
        foreach (string word in words)
        {
            Add(word);
        }

        return this;
    }
}
