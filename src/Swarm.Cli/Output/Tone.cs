namespace Swarm.Cli.Output;

/// <summary>What a text means, for those who see colours.</summary>
internal enum Tone
{
    /// <summary>Nothing special.</summary>
    Plain = 0,

    /// <summary>It went well.</summary>
    Good = 1,

    /// <summary>It went wrong.</summary>
    Bad = 2,

    /// <summary>It is going on.</summary>
    Busy = 3,

    /// <summary>It may be overlooked.</summary>
    Faint = 4,

    /// <summary>It should not be overlooked.</summary>
    Strong = 5,
}
