using Swarm.Sdk.Formats.Documents;

namespace Swarm.Sdk.Formats;

/// <summary>
/// The tasks and files of an instance while it is read: joins what stands in several places, and finds what does not
/// fit together.
/// </summary>
internal sealed class WfTaskTable(DocumentFindings findings)
{
    private readonly OrderedDictionary<string, WfTask> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _parents = new(StringComparer.Ordinal);
    private readonly List<(DocumentNode At, string Task, string Other, bool IsParent)> _links = [];
    private readonly OrderedDictionary<string, long?> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _producers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ran = new(StringComparer.Ordinal);

    /// <summary>Adds a task.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="task">The task.</param>
    /// <param name="alias">Another word by which others may call it, or null.</param>
    internal void Add(DocumentObject at, WfTask task, string? alias)
    {
        if (!_tasks.TryAdd(task.Id, task))
        {
            findings.Problem(at.Node.Place, $"'{Printable.Of(task.Id, 60)}' is taken by another task", "rename it");
        }
        else if (alias is not null)
        {
            _aliases.TryAdd(alias, task.Id);
        }
    }

    /// <summary>Adds whom a task waits for and who waits for it.</summary>
    internal void AddLinks(DocumentObject at, string task)
    {
        _links.AddRange(at.Words("parents").Select(word => (word.At, task, word.Text, true)));
        _links.AddRange(at.Words("children").Select(word => (word.At, task, word.Text, false)));
    }

    /// <summary>Adds the files a task reads and writes.</summary>
    internal void AddFiles(
        string task,
        IEnumerable<(DocumentNode At, string Id)> inputs,
        IEnumerable<(DocumentNode At, string Id)> outputs)
    {
        List<string> written = [];
        foreach ((DocumentNode at, string file) in outputs)
        {
            if (!_producers.TryAdd(file, task))
            {
                findings.Problem(
                    at.Place,
                    $"'{Printable.Of(file, 60)}' is written by '{Printable.Of(_producers[file], 60)}' too",
                    "give each file one task that writes it");
            }

            written.Add(file);
        }

        if (_tasks.TryGetValue(task, out WfTask? known))
        {
            string[] read = [.. inputs.Select(input => input.Id).Distinct(StringComparer.Ordinal)];
            _tasks[task] = known with { Inputs = read, Outputs = written };
        }
    }

    /// <summary>Adds a file and its length.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="id">The file, or null when it cannot be read.</param>
    /// <param name="sizeBytes">Its length, or null when it cannot be read.</param>
    /// <param name="once">Whether it may be said only once.</param>
    internal void AddFile(DocumentNode at, string? id, long? sizeBytes, bool once)
    {
        if (id is null)
        {
            return;
        }

        if (sizeBytes is null)
        {
            findings.Note(at, "a file without a length is taken for empty");
        }

        if (_files.TryAdd(id, sizeBytes))
        {
            return;
        }

        if (once)
        {
            findings.Problem(at.Place, $"'{Printable.Of(id, 60)}' is listed twice", "list it once");
        }
        else if (sizeBytes is not null && _files[id] is { } known && known != sizeBytes)
        {
            findings.Note(at, "a file has two lengths; the larger one is taken");
            _files[id] = Math.Max(known, sizeBytes.Value);
        }

        _files[id] ??= sizeBytes;
    }

    /// <summary>Adds what was measured of a task.</summary>
    internal void Ran(DocumentObject at, string task, Func<WfTask, WfTask> measure)
    {
        if (!_tasks.TryGetValue(task, out WfTask? known))
        {
            findings.Problem(
                at.Node.Place, $"'{Printable.Of(task, 60)}' is no task of the specification", "add it there");
        }
        else if (!_ran.Add(task))
        {
            findings.Problem(at.Node.Place, $"'{Printable.Of(task, 60)}' was measured before", "list it once");
        }

        // What stands in it is read in any case, so that all that is wrong is found.
        WfTask measured = measure(known ?? new WfTask { Id = task, Name = task });
        if (known is not null)
        {
            _tasks[task] = measured;
        }
    }

    /// <summary>Joins everything; what does not fit together is noted.</summary>
    internal WfInstance Complete(WfInstance instance, DocumentNode workflow)
    {
        foreach ((DocumentNode at, string task, string other, bool isParent) in _links)
        {
            string? known = _tasks.ContainsKey(other) ? other : _aliases.GetValueOrDefault(other);
            if (known is null)
            {
                findings.Problem(at.Place, $"there is no task '{Printable.Of(other, 60)}'", "add it, or take it out");
            }
            else
            {
                ParentsOf(isParent ? task : known).Add(isParent ? known : task);
            }
        }

        foreach (WfTask task in _tasks.Values.ToArray())
        {
            CompleteFiles(task, workflow);
            _tasks[task.Id] = _tasks[task.Id] with { Parents = [.. ParentsOf(task.Id)] };
        }

        if (WfOrder.FindCycle(_tasks) is { } cycle)
        {
            findings.Problem(
                workflow.Place,
                "tasks depend on each other in a circle: "
                    + string.Join(" -> ", cycle.Select(id => $"'{Printable.Of(id, 40)}'")),
                "break it");
        }

        return instance with
        {
            Tasks = [.. _tasks.Values],
            Files = [.. _files.Select(file => new WfFile(file.Key, file.Value ?? 0))],
        };
    }

    private void CompleteFiles(WfTask task, DocumentNode workflow)
    {
        foreach (string file in task.Inputs.Concat(task.Outputs))
        {
            if (_files.TryAdd(file, 0))
            {
                findings.Note(workflow, "files that tasks name are not in the list of files, and taken for empty");
            }
        }

        foreach (string file in task.Inputs)
        {
            string? producer = _producers.GetValueOrDefault(file);
            if (producer == task.Id)
            {
                findings.Note(workflow, "tasks read files that they write themselves; they are not taken for inputs");
                _tasks[task.Id] = _tasks[task.Id] with
                {
                    Inputs = [.. task.Inputs.Where(input => _producers.GetValueOrDefault(input) != task.Id)],
                };
            }
            else if (producer is not null && ParentsOf(task.Id).Add(producer))
            {
                findings.Note(
                    workflow, "tasks read files of tasks that are not named as their parents; they wait for them");
            }
        }
    }

    private SortedSet<string> ParentsOf(string task)
    {
        if (!_parents.TryGetValue(task, out SortedSet<string>? parents))
        {
            _parents[task] = parents = new SortedSet<string>(StringComparer.Ordinal);
        }

        return parents;
    }
}
