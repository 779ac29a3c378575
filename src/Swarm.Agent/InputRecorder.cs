using System.Buffers;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Wire;
using Swarm.Core;

namespace Swarm.Agent;

/// <summary>
/// Writes all that the loop decides from into a file, so that a simulator can repeat it. Called by the loop alone.
/// It never stands in the loop's way: when the file is full, or the disk, the recording ends and the agent goes on.
/// </summary>
internal sealed class InputRecorder : IDisposable
{
    /// <summary>How long a recording may become: a day of a quiet agent, or some hundred thousand activities.</summary>
    internal const long MaxBytes = 256L << 20;

    private readonly FileStream _file;
    private readonly ILogger _logger;
    private readonly long _maxBytes;
    private readonly ArrayBufferWriter<byte> _next = new();
    private int _effects;
    private bool _isOver;

    private InputRecorder(FileStream file, long maxBytes, ILogger logger)
    {
        _file = file;
        _maxBytes = maxBytes;
        _logger = logger;
    }

    /// <summary>Begins a recording in a new file that only its owner can read.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be made.</exception>
    internal static InputRecorder Begin(string path, RecordedProcess process, long maxBytes, ILogger logger)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        InputRecorder recorder = new(new FileStream(path, options), maxBytes, logger);
        RecordingCodec.Write(process, recorder._next);
        recorder.Put();
        return recorder;
    }

    /// <summary>Records an input before it is taken in: if deciding fails, the culprit is in the file.</summary>
    internal void Add(AgentInput input, Instant now)
    {
        if (_isOver)
        {
            return;
        }

        RecordingCodec.Write(new RecordedStep(now, _effects, input), _next);
        Guard(Put);
        if (input is AgentInput.Tick)
        {
            Flush();
        }
    }

    /// <summary>Takes note of how many effects the input had.</summary>
    internal void Note(int effects) => _effects = effects;

    /// <summary>Gives the file what was recorded so far.</summary>
    internal void Flush() => Guard(_file.Flush);

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        Guard(_file.Dispose);
    }

    private void Put()
    {
        if (_file.Position + _next.WrittenCount > _maxBytes)
        {
            _isOver = true;
            Log.RecordingFull(_logger, _file.Name, _maxBytes >> 20);
        }
        else
        {
            _file.Write(_next.WrittenSpan);
        }

        _next.Clear();
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (IOException failure)
        {
            if (!_isOver)
            {
                Log.RecordingFailed(_logger, _file.Name, failure.Message);
            }

            _isOver = true;
        }
    }
}
