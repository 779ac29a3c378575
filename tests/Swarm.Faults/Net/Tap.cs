using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Faults.Net;

/// <summary>One end of a cable: what the network of a namespace sends comes out here, as frames.</summary>
internal sealed partial class Tap : IDisposable
{
    private const int ReadWriteNonBlocking = 0x802;
    private const nuint SetInterface = 0x400454ca;
    private const short TapWithoutHeader = 0x1002;
    private const int RequestBytes = 40;
    private const int NameBytes = 16;

    private readonly SafeFileHandle _device;

    private Tap(SafeFileHandle device) => _device = device;

    internal int Descriptor => (int)_device.DangerousGetHandle();

    /// <summary>Makes an interface of this host; moving it into a namespace does not cut the cable.</summary>
    internal static Tap Create(string name)
    {
        SafeFileHandle device = Open("/dev/net/tun", ReadWriteNonBlocking);
        Span<byte> request = stackalloc byte[RequestBytes];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..(NameBytes - 1)]);
        MemoryMarshal.Write(request[NameBytes..], TapWithoutHeader);
        if (device.IsInvalid || Control(device, SetInterface, ref MemoryMarshal.GetReference(request)) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return new Tap(device);
    }

    /// <summary>Takes the next frame; 0 when there is none.</summary>
    internal int Read(Span<byte> frame) =>
        Math.Max(0, (int)ReadFrame(_device, ref MemoryMarshal.GetReference(frame), (nuint)frame.Length));

    /// <summary>Puts a frame on the cable; a full queue loses it, as a cable would.</summary>
    internal void Write(ReadOnlySpan<byte> frame) =>
        WriteFrame(_device, ref MemoryMarshal.GetReference(frame), (nuint)frame.Length);

    public void Dispose() => _device.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle device, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFrame(SafeFileHandle device, ref byte frame, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFrame(SafeFileHandle device, ref readonly byte frame, nuint size);
}
