using System.Diagnostics;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>The echo service of a stock gRPC library in a process of its own, which ends with its input.</summary>
public abstract class ForeignServer(string language, string wire) : EchoTarget
{
    private Process? _process;

    internal override string? Missing => ForeignProgram.Missing(language);

    protected override async Task<string> StartAsync()
    {
        _process = await ForeignProgram.StartAsync(language, "server", wire, Folder);
        return await _process.StandardOutput.ReadLineAsync(Patience.Seconds)
            ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync(Patience.Seconds));
    }

    protected override async Task StopAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(Patience.Seconds);
            _process.Dispose();
        }
    }
}

/// <summary>grpcio over TCP.</summary>
public sealed class PythonTcpServer() : ForeignServer("py", "tcp");

/// <summary>grpcio over a Unix socket.</summary>
public sealed class PythonUnixServer() : ForeignServer("py", "unix");

/// <summary>grpcio over TLS that demands a client certificate.</summary>
public sealed class PythonTlsServer() : ForeignServer("py", "tls");

/// <summary>grpc-js over TCP.</summary>
public sealed class NodeTcpServer() : ForeignServer("js", "tcp");

/// <summary>grpc-js over a Unix socket.</summary>
public sealed class NodeUnixServer() : ForeignServer("js", "unix");

/// <summary>grpc-js over TLS that demands a client certificate.</summary>
public sealed class NodeTlsServer() : ForeignServer("js", "tls");
