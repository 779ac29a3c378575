namespace Swarm.Core;

/// <summary>What an operator, or a client through this agent, asks of it.</summary>
public enum OperatorCommand
{
    /// <summary>Take nothing new; what runs goes on to its end.</summary>
    Drain = 0,

    /// <summary>Take new work again.</summary>
    Resume = 1,

    /// <summary>Say goodbye: hand back what has not begun and leave the view.</summary>
    Leave = 2,
}
