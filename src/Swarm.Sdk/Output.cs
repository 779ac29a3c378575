namespace Swarm.Sdk;

/// <summary>
/// What an activity will leave behind, before it has run: data and dependency in one word. In a command line its text
/// stands for the place where the data will lie.
/// </summary>
public sealed class Output
{
    private readonly DataRef.Output _reference;

    internal Output(string activity, string path = "") => _reference = new DataRef.Output(activity, path);

    /// <summary>One file or folder of it.</summary>
    /// <param name="path">Its path: the base name of a declared output, and what lies below it.</param>
    public Output this[string path] => new(_reference.Activity, RefPath.Join(_reference.Path, path));

    /// <summary>The same under another name where it is read.</summary>
    /// <param name="name">A path below the working directory of the activity that reads it.</param>
    public Input As(string name) => new(ToString(), name);

    /// <summary>The reference as text: <c>activity://name</c>, without blanks.</summary>
    public override string ToString() => _reference.ToString();
}
