namespace Swarm.Sdk.Formats.Documents;

/// <summary>Everything that is found while a document is read: what is wrong with it, and what is left out.</summary>
internal sealed class DocumentFindings
{
    private readonly List<CampaignProblem> _problems = [];
    private readonly OrderedDictionary<(string Pattern, string What), ImportNote> _notes = [];

    /// <summary>What is wrong.</summary>
    internal IReadOnlyList<CampaignProblem> Problems => _problems;

    /// <summary>What is left out or taken otherwise, the same things counted together.</summary>
    internal IReadOnlyList<ImportNote> Notes => [.. _notes.Values];

    /// <summary>Takes note of something wrong.</summary>
    internal void Problem(string place, string what, string remedy) =>
        _problems.Add(new CampaignProblem(null, $"{place}: {what}", remedy));

    /// <summary>Takes note of something that is left out or taken otherwise.</summary>
    internal void Note(DocumentNode at, string what)
    {
        (string, string) key = (at.Pattern, what);
        _notes[key] = _notes.TryGetValue(key, out ImportNote? known)
            ? known with { Count = known.Count + 1 } : new ImportNote(at.Place, what, 1);
    }

    /// <summary>Ends the reading if something is wrong.</summary>
    /// <exception cref="CampaignInvalidException">Something is; all of it is listed.</exception>
    internal void ThrowIfWrong()
    {
        if (_problems.Count > 0)
        {
            throw new CampaignInvalidException(_problems);
        }
    }
}
