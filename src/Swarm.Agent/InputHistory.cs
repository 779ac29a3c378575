using Swarm.Core;

namespace Swarm.Agent;

/// <summary>The last inputs, for the report when a bug of ours ends the process.</summary>
internal sealed class InputHistory
{
    private const int Size = 256;

    private readonly AgentInput?[] _inputs = new AgentInput?[Size];
    private int _next;

    internal void Add(AgentInput input)
    {
        if (input is AgentInput.Tick or AgentInput.Pause)
        {
            return;
        }

        _inputs[_next++ % Size] = input;
    }

    /// <summary>The inputs, oldest first, one a line.</summary>
    public override string ToString() => string.Join(
        '\n', Enumerable.Range(_next, Size).Select(at => _inputs[at % Size]).OfType<AgentInput>());
}
