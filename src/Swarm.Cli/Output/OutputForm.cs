namespace Swarm.Cli.Output;

/// <summary>The forms of <c>--output</c>.</summary>
internal enum OutputForm
{
    /// <summary>For people.</summary>
    Table = 0,

    /// <summary>For programs: one document, or one object a line for what streams.</summary>
    Json = 1,

    /// <summary>Only ids.</summary>
    Quiet = 2,
}
