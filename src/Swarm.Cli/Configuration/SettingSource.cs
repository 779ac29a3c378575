namespace Swarm.Cli.Configuration;

/// <summary>Where a setting was written; a later one wins over an earlier one.</summary>
internal enum SettingSource
{
    /// <summary>The agent's YAML file.</summary>
    File = 0,

    /// <summary>A variable <c>SWARM_…</c>.</summary>
    Variable = 1,

    /// <summary>The command line.</summary>
    Flag = 2,
}
