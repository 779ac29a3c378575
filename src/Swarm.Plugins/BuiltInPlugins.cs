namespace Swarm.Plugins;

/// <summary>The plugins that every agent has.</summary>
public static class BuiltInPlugins
{
    /// <summary>One of each: <c>shell</c>, <c>transfer</c> and <c>noop</c>.</summary>
    public static IReadOnlyList<IActivityPlugin> All() =>
        [new Shell.ShellPlugin(), new Transfer.TransferPlugin(), new Noop.NoopPlugin()];
}
