namespace Swarm.Cli.Configuration;

/// <summary>One setting as it was written.</summary>
/// <param name="Key">Its key as the configuration knows it, such as <c>Pool:Url</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Source">What kind of place it was written in.</param>
/// <param name="Place">The place for people: <c>hpc.yaml:12</c>, <c>SWARM_PORT</c> or <c>--port</c>.</param>
internal sealed record Setting(string Key, string? Value, SettingSource Source, string Place);
