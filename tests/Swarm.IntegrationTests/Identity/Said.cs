using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Swarm.IntegrationTests.Identity;

/// <summary>A log that a test reads.</summary>
internal sealed class Said : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Line)> _lines = new();

    public IReadOnlyList<(int Id, string Line)> Lines => [.. _lines];

    public IReadOnlyList<string> Of(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Line)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
