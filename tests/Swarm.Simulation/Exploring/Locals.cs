namespace Swarm.Simulation.Exploring;

/// <summary>
/// The states that one member can be in, found by replaying paths of inputs on the shipped code and told apart by all
/// that it holds. What an input does in a state is looked up after the first time.
/// </summary>
internal sealed class Locals
{
    private readonly Committees _committees;
    private readonly Vocabulary _vocabulary;
    private readonly int _rank;
    private readonly int _lastBallot;
    private readonly StateText _plain = new(agent => agent.Text);
    private readonly StateText _twin;
    private readonly List<Local> _states = [];
    private readonly Dictionary<string, int> _byText = [];
    private readonly Dictionary<(int State, int Input), (int Next, int[] Said)> _steps = [];

    internal Locals(Committees committees, Vocabulary vocabulary, int rank, int lastBallot, Func<AgentId, string> twin)
    {
        _committees = committees;
        _vocabulary = vocabulary;
        _rank = rank;
        _lastBallot = lastBallot;
        _twin = new StateText(twin);
        Find(new Replica(committees, rank, lastBallot), []);
    }

    /// <summary>How many states were met; the first is where a member begins.</summary>
    internal int Count => _states.Count;

    /// <summary>How many steps were really taken.</summary>
    internal int Steps => _steps.Count;

    internal Local this[int state] => _states[state];

    /// <summary>What an input does: the next state, and the words that are said.</summary>
    internal (int Next, int[] Said) Step(int state, int input)
    {
        if (_steps.TryGetValue((state, input), out (int, int[]) known))
        {
            return known;
        }

        Replica replica = new(_committees, _rank, _lastBallot);
        foreach (int earlier in _states[state].Path)
        {
            replica.Take(earlier, _vocabulary.Words);
        }

        int[] said =
            [.. replica.Take(input, _vocabulary.Words).Select(message => _vocabulary.Of(_rank, message).Id).Distinct()];
        return _steps[(state, input)] = (Find(replica, [.. _states[state].Path, input]), said);
    }

    private int Find(Replica replica, int[] path)
    {
        string text = replica.Text(_plain);
        if (!_byText.TryGetValue(text, out int state))
        {
            _byText[text] = state = _states.Count;
            ulong twin = Hashes.Of(replica.Text(_twin));
            _states.Add(new Local(path, Hashes.Of(text), twin, replica.Round?.Decided?.Batch)
            {
                Ballot = replica.Round?.Ballot ?? 0,
                HasProposed = replica.Round?.HasProposed ?? false,
            });
        }

        return state;
    }
}

/// <summary>One state of one member.</summary>
/// <param name="Path">The inputs that led to it first.</param>
/// <param name="Hash">Tells it from others.</param>
/// <param name="Twin">The same, with the two interchangeable members swapped.</param>
/// <param name="Decided">What it has decided, or null.</param>
internal sealed record Local(int[] Path, ulong Hash, ulong Twin, Digest? Decided)
{
    /// <summary>The ballot it is in.</summary>
    internal int Ballot { get; init; }

    /// <summary>Whether it has proposed in that ballot.</summary>
    internal bool HasProposed { get; init; }
}
