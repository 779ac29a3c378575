using Swarm.Model;

namespace Swarm.Plugins;

/// <summary>An input that lies ready.</summary>
/// <param name="Ref">What it is.</param>
/// <param name="Paths">
/// The absolute paths of its top files or folders; one, but for a whole output with several.
/// </param>
public sealed record StagedInput(DataRef Ref, IReadOnlyList<string> Paths);
