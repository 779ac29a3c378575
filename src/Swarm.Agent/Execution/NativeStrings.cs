using System.Runtime.InteropServices;
using System.Text;

namespace Swarm.Agent.Execution;

/// <summary>A NULL-terminated list of C strings, as <c>argv</c> and <c>envp</c> are, in one block of memory.</summary>
internal sealed class NativeStrings : IDisposable
{
    /// <summary>Copies the strings as UTF-8.</summary>
    internal NativeStrings(IReadOnlyList<string> strings)
    {
        int pointers = (strings.Count + 1) * nint.Size;
        int bytes = strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
        SizeBytes = pointers + bytes;
        byte[] block = new byte[SizeBytes];
        Address = Marshal.AllocHGlobal(SizeBytes);
        int at = pointers;
        for (int i = 0; i < strings.Count; i++)
        {
            BitConverter.TryWriteBytes(block.AsSpan(i * nint.Size), (long)Address + at);
            at += Encoding.UTF8.GetBytes(strings[i], block.AsSpan(at)) + 1;
        }

        Marshal.Copy(block, 0, Address, SizeBytes);
    }

    /// <summary>Where the list of pointers begins.</summary>
    internal nint Address { get; }

    /// <summary>What the kernel has to carry over, in bytes.</summary>
    internal int SizeBytes { get; }

    /// <summary>The first string.</summary>
    internal nint First => Marshal.ReadIntPtr(Address);

    /// <inheritdoc/>
    public void Dispose() => Marshal.FreeHGlobal(Address);
}
