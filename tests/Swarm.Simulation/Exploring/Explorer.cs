using System.Diagnostics;
using Swarm.Core;
using Swarm.Core.Consensus;

namespace Swarm.Simulation.Exploring;

/// <summary>
/// Goes through every order in which the words of one slot can be said and heard, by four members of whom one may lie
/// and one may be restarted. A word, once said, may arrive at any time, more than once, or never.
/// </summary>
internal sealed class Explorer
{
    private readonly ExplorerOptions _options;
    private readonly Committees _committees = new();
    private readonly Vocabulary _vocabulary;
    private readonly Locals?[] _locals;
    private readonly Moves?[] _moves;
    private readonly (int One, int Other)? _twins;
    private readonly HashSet<ulong> _seen = [];
    private readonly List<Scene> _scenes = [];
    private readonly Verdict _verdict;
    private readonly Settling _settling;
    private readonly Dictionary<string, int[]> _proposals = [];
    private readonly int[] _liarsWords;

    internal Explorer(ExplorerOptions options)
    {
        _options = options;
        _twins = options.LastBallot <= 1 && options.Liar is not (2 or 3) ? (2, 3) : null;
        _vocabulary = new Vocabulary(_committees, TwinOf);
        _locals =
        [
            .. Enumerable.Range(0, Committees.Members).Select(rank => rank == options.Liar ? null
                : new Locals(_committees, _vocabulary, rank, options.LastBallot, TwinOf)),
        ];
        _moves = [.. _locals.Select(locals => locals is null ? null : new Moves(locals, _vocabulary))];
        _settling = new Settling(_committees, _vocabulary);
        _verdict = new Verdict(_committees, _vocabulary, _locals, options);
        _liarsWords = options.Liar < 0 ? []
            : [.. _vocabulary.LiarsVotes(options.Liar, options.LastBallot, Batches).Select(word => word.Id)];
    }

    /// <summary>How many states of the whole committee were visited.</summary>
    internal int States => _scenes.Count;

    /// <summary>How many moves were made.</summary>
    internal long MovesMade { get; private set; }

    /// <summary>How many moves the longest story has.</summary>
    internal int Depth { get; private set; }

    /// <summary>Whether nothing was left out for want of depth, states or time.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>How many states single members were in.</summary>
    internal int LocalStates => _locals.Sum(locals => locals?.Count ?? 0);

    /// <summary>How many steps of the shipped code were really taken.</summary>
    internal int StepsTaken => _locals.Sum(locals => locals?.Steps ?? 0);

    private int Batches => Math.Min(_options.LastBallot + 1, 3);

    /// <summary>Explores, breadth first.</summary>
    /// <returns>The story that ends in what must not be; null when there is none.</returns>
    internal IReadOnlyList<string>? Run()
    {
        Stopwatch watch = Stopwatch.StartNew();
        int[] beginning = [.. _locals.Select(locals => locals is null ? -1 : 0)];
        Visit(new Scene(-1, 0, beginning, WithLiarsProposals([.. _liarsWords]), -1, [], false));
        IsComplete = true;
        for (int i = 0; i < _scenes.Count; i++)
        {
            if (_verdict.On(_scenes[i]) is { } wrong)
            {
                return [.. Story(i), wrong];
            }

            Depth = _scenes[i].Depth;
            bool isEnough = Depth >= _options.Depth || _scenes.Count >= _options.States
                || watch.Elapsed >= _options.Limit;
            IsComplete &= !isEnough;
            if (!isEnough)
            {
                Expand(i);
            }
        }

        return null;
    }

    private void Expand(int place)
    {
        Scene scene = _scenes[place];
        for (int rank = 0; rank < Committees.Members; rank++)
        {
            if (_moves[rank] is not { } moves)
            {
                continue;
            }

            int[] heard = [.. scene.Said.Where(word => _vocabulary.Words[word].From != rank && !IsCommit(word))];
            foreach (Move move in moves.From(scene.Locals[rank], heard, _options.Restarts && !scene.IsRestarted))
            {
                MovesMade++;
                int[] locals = [.. scene.Locals];
                locals[rank] = move.Next;
                int[] said = WithLiarsProposals([.. scene.Said, .. move.Said]);
                Settle(locals, said);
                bool restarted = scene.IsRestarted || move.Inputs[0] == Replica.Restart;
                Visit(new Scene(place, scene.Depth + 1, locals, said, rank, move.Inputs, restarted));
            }
        }
    }

    // In each ballot that is the liar's turn it may propose anything that it can make look right.
    private int[] WithLiarsProposals(SortedSet<int> said)
    {
        for (int ballot = 0; _options.Liar >= 0 && ballot <= _options.LastBallot; ballot++)
        {
            if (_committees.Committee.Proposer(ballot) == _committees.At(_options.Liar))
            {
                said.UnionWith(LiarsProposals(ballot, said));
            }
        }

        return [.. said];
    }

    private int[] LiarsProposals(int ballot, SortedSet<int> said)
    {
        Word[] changes =
            [.. said.Select(word => _vocabulary.Words[word]).Where(word => word.Group == $"change {ballot}")];
        string key = $"{ballot}: {string.Join(' ', changes.Select(word => word.Id))}";
        if (!_proposals.TryGetValue(key, out int[]? words))
        {
            _proposals[key] = words =
                [.. _vocabulary.LiarsProposals(_options.Liar, ballot, Batches, changes).Select(word => word.Id)];
        }

        return words;
    }

    private void Settle(int[] locals, int[] said)
    {
        for (int rank = 0; rank < Committees.Members; rank++)
        {
            locals[rank] = _locals[rank] is { } own ? _settling.Settle(own, rank, locals[rank], said) : -1;
        }
    }

    private void Visit(Scene scene)
    {
        if (_seen.Add(Math.Min(HashOf(scene, false), HashOf(scene, true))))
        {
            _scenes.Add(scene);
        }
    }

    private ulong HashOf(Scene scene, bool swaps)
    {
        swaps &= _twins is not null;
        ulong hash = scene.IsRestarted ? 1UL : 0UL;
        for (int rank = 0; rank < Committees.Members; rank++)
        {
            int other = !swaps ? rank : rank == _twins!.Value.One ? _twins.Value.Other
                : rank == _twins.Value.Other ? _twins.Value.One : rank;
            Local? local = _locals[other]?[scene.Locals[other]];
            hash = Hashes.Join(hash, (swaps ? local?.Twin : local?.Hash) ?? 0);
        }

        ulong words = 0;
        foreach (int word in scene.Said)
        {
            words += swaps ? _vocabulary.Words[word].Twin : _vocabulary.Words[word].Hash;
        }

        return Hashes.Join(hash, words);
    }

    private string TwinOf(AgentId agent)
    {
        int rank = _committees.RankOf(agent);
        int other = _twins is not { } twins ? rank
            : rank == twins.One ? twins.Other : rank == twins.Other ? twins.One : rank;
        return _committees.At(other).Agent.Text;
    }

    private bool IsCommit(int word) =>
        _vocabulary.Words[word].Message is PeerMessage.VoteCast { Vote.Phase: VotePhase.Commit };

    private List<string> Story(int place)
    {
        List<string> story = [];
        for (Scene scene = _scenes[place]; scene.Parent >= 0; scene = _scenes[scene.Parent])
        {
            string inputs = string.Join(", ", scene.Inputs.Select(Describe));
            int[] before = _scenes[scene.Parent].Said;
            IEnumerable<string> said = scene.Said.Except(before)
                .Where(word => _vocabulary.Words[word].From == scene.Rank)
                .Select(word => Words.Of(_vocabulary.Words[word].Message));
            story.Add($"member {scene.Rank}: {inputs}; says: {string.Join("; ", said)}");
        }

        story.Reverse();
        return story;
    }

    private string Describe(int input) => input switch
    {
        Replica.Timeout => "gives up waiting",
        Replica.Propose => "proposes",
        Replica.Restart => "is restarted",
        _ => $"hears {_vocabulary.Words[input].From} say: {Words.Of(_vocabulary.Words[input].Message)}",
    };
}

/// <summary>A state of the whole committee, and how it came about.</summary>
/// <param name="Parent">The place of the scene before it, or -1.</param>
/// <param name="Depth">How many moves led to it.</param>
/// <param name="Locals">The state of each member; -1 for the liar, who has none.</param>
/// <param name="Said">All words that were said, in order of their ids.</param>
/// <param name="Rank">Who moved.</param>
/// <param name="Inputs">What it took in.</param>
/// <param name="IsRestarted">Whether a member was restarted.</param>
internal sealed record Scene(
    int Parent, int Depth, int[] Locals, int[] Said, int Rank, IReadOnlyList<int> Inputs, bool IsRestarted);
