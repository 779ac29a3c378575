using System.Text;
using Swarm.Cli;
using Swarm.Cli.Output;

namespace Swarm.UnitTests.Cli;

/// <summary>A command line that runs in this process, with what it said.</summary>
internal sealed class SwarmLine(params (string Name, string Value)[] variables)
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    /// <summary>Its standard output.</summary>
    public string Output => _output.ToString();

    /// <summary>Its standard error.</summary>
    public string Error => _error.ToString();

    /// <summary>Runs it as the program does; the answer is the exit code.</summary>
    public async Task<int> RunAsync(params string[] words)
    {
        Terminal terminal = new(new StringWriter(_output), new StringWriter(_error), false, false);
        using CommandHost host = new(terminal, name => variables.FirstOrDefault(pair => pair.Name == name).Value);
        return await host.RunAsync(words, TimeProvider.System, CancellationToken.None);
    }
}
