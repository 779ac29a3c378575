namespace Swarm.Sdk.Views;

/// <summary>A file that an activity left behind, and where it lies.</summary>
/// <param name="Activity">The activity that made it.</param>
/// <param name="Agent">The agent that has it.</param>
/// <param name="Reference">The declared output.</param>
/// <param name="Path">Its absolute path on that agent.</param>
/// <param name="File">Its name, size and digest.</param>
public sealed record PublishedFile(string Activity, string Agent, string Reference, string Path, OutputFile File);
