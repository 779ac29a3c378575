namespace Swarm.Cli.Output;

/// <summary>One column of a grid.</summary>
/// <param name="Key">Its name for programs, in camel case, with its unit.</param>
/// <param name="Title">Its heading for people.</param>
/// <param name="Cell">The value of a row.</param>
/// <param name="IsNumber">Whether it stands to the right.</param>
internal sealed record Column<T>(string Key, string Title, Func<T, Cell> Cell, bool IsNumber = false);
