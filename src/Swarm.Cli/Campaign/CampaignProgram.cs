using System.Diagnostics;
using System.Net.Sockets;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Authoring;

namespace Swarm.Cli.Campaign;

/// <summary>
/// A campaign file that runs: <c>dotnet run FILE</c>, with a private socket on which it says what it dispatched. What
/// it
/// prints passes through.
/// </summary>
internal sealed class CampaignProgram : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Socket _listener;
    private readonly Process _process;
    private readonly CommandContext _context;

    private CampaignProgram(ProgramOrder order, CommandContext context)
    {
        _context = context;
        _folder = Directory.CreateTempSubdirectory("swarm-");
        string pipe = Path.Combine(_folder.FullName, "pipe");
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(pipe));
        OwnerOnly.Close(pipe);
        _listener.Listen();
        _process = new Process { StartInfo = StartOf(order, pipe, context) };
    }

    /// <summary>Its exit code, once it ended.</summary>
    internal int ExitCode => _process.ExitCode;

    /// <summary>Starts a campaign file.</summary>
    /// <exception cref="HostUnfitException">There is no dotnet.</exception>
    internal static CampaignProgram Start(ProgramOrder order, CommandContext context)
    {
        CampaignProgram program = new(order, context);
        if (context.Terminal.IsInteractive)
        {
            context.Terminal.Say($"Building and starting {Path.GetFileName(order.File)} …");
        }

        try
        {
            program._process.Start();
            return program;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            program.Dispose();
            throw new HostUnfitException(
                $"A campaign in C# needs 'dotnet' ({missing.Message}). Install the .NET SDK 10, or add it to "
                    + "PATH.", missing);
        }
    }

    /// <summary>
    /// The next campaign the program hands over, or null when it has ended.
    /// </summary>
    internal async Task<(CampaignNotice Notice, byte[] Campaign)?> NextAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task exit = _process.WaitForExitAsync(done.Token);
        Task<Socket> accept = _listener.AcceptAsync(done.Token).AsTask();
        await Task.WhenAny(accept, exit);
        bool hasCaller = accept.IsCompletedSuccessfully || _listener.Poll(0, SelectMode.SelectRead);
        using Socket? caller = hasCaller ? await accept : null;
        await done.CancelAsync();
        await Task.WhenAny(Task.WhenAll(accept, exit));
        cancellationToken.ThrowIfCancellationRequested();
        if (caller is null)
        {
            return null;
        }

        await using NetworkStream stream = new(caller);
        return await CampaignNotice.ReadAsync(stream, cancellationToken);
    }

    /// <summary>Passes on what the program prints until it ends.</summary>
    internal Task PumpAsync(CancellationToken cancellationToken) => _process.StartInfo.RedirectStandardOutput
        ? Task.WhenAll(
            PassOnAsync(_process.StandardOutput, cancellationToken),
            PassOnAsync(_process.StandardError, cancellationToken))
        : Task.CompletedTask;

    /// <summary>Waits for the program's end.</summary>
    internal Task WaitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends the program, and those it started, if it has not ended of itself.</summary>
    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It never started, or it ended this very moment.
        }

        _process.Dispose();
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    private static ProcessStartInfo StartOf(ProgramOrder order, string pipe, CommandContext context)
    {
        // A person watches a moving picture, or a program reads our standard output: neither may be written into.
        bool passOn = context.Terminal.IsInteractive || context.Form != OutputForm.Table;
        // 'dotnet run' builds below this folder, and ends with words about Windows on an account that has none yet.
        _ = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        ProcessStartInfo start = new(context.Variable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = passOn,
            RedirectStandardError = passOn,
            ArgumentList = { "run", "--file", order.File, "--" },
            Environment =
            {
                [CampaignNotice.ModeVariable] = order.Mode,
                [CampaignNotice.PipeVariable] = pipe,
                [CampaignFolder.FolderVariable] = Path.GetDirectoryName(order.File),
                [AgentLocator.AgentVariable] = order.Agents,
            },
        };
        if (order.Id is { } id)
        {
            start.Environment[CampaignFreezer.IdVariable] = id;
        }

        foreach (string argument in order.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private async Task PassOnAsync(StreamReader from, CancellationToken cancellationToken)
    {
        while (await from.ReadLineAsync(cancellationToken) is { } line)
        {
            PassOn(line);
        }
    }

    private void PassOn(string line)
    {
        if (_context.Form == OutputForm.Table)
        {
            _context.Terminal.Console.Write(new Spectre.Console.Text(Printable.Of(line, 4000) + "\n"));
        }
        else
        {
            _context.Terminal.Say(line);
        }
    }
}
