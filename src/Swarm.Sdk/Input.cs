namespace Swarm.Sdk;

/// <summary>
/// Something an activity reads: a reference as text (<c>"data/a.txt"</c>, <c>"B://x"</c>, <c>"rsync://host/x"</c>) or
/// another activity's <see cref="Output"/>. Both convert to it by themselves.
/// </summary>
/// <param name="Reference">The reference as text; it is read when the campaign is dispatched.</param>
/// <param name="Name">Its path below the working directory; null for its usual name.</param>
public readonly record struct Input(string Reference, string? Name = null)
{
    /// <summary>The same under another name.</summary>
    /// <param name="name">A path below the working directory of the activity that reads it.</param>
    public Input As(string name) => this with { Name = name };

    /// <summary>Takes a reference as text.</summary>
    public static Input FromString(string reference) => new(reference);

    /// <summary>Takes what another activity leaves behind.</summary>
    public static Input FromOutput(Output output) => new(output.ToString());

    /// <summary>Takes a reference as text.</summary>
    public static implicit operator Input(string reference) => FromString(reference);

    /// <summary>Takes what another activity leaves behind.</summary>
    public static implicit operator Input(Output output) => FromOutput(output);

    /// <summary>The reference.</summary>
    public override string ToString() => Reference;
}
