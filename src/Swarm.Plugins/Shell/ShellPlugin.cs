using Swarm.Model;

namespace Swarm.Plugins.Shell;

/// <summary>
/// Runs a program. Its arguments go to it as they are; only the option <c>shell</c> lets a shell read a line. Exit code
/// 0 is success.
/// </summary>
internal sealed class ShellPlugin : IActivityPlugin
{
    private const string ShellOption = "shell";

    private static readonly string[] s_shells = ["/bin/sh", "/bin/bash"];

    /// <inheritdoc/>
    public string Name => "shell";

    /// <inheritdoc/>
    public string Description =>
        "runs a program with its arguments, or a line by a shell with the option shell=/bin/bash";

    /// <inheritdoc/>
    public ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken)
    {
        string shells = string.Join(", ", s_shells.Where(File.Exists));
        string finding = shells.Length > 0 ? $"shells: {shells}" : "there is no shell here; programs run without one";
        return ValueTask.FromResult(new PluginReport(true, Environment.OSVersion.VersionString, [finding]));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Check(ActivitySpec activity)
    {
        List<string> objections = [];
        if (activity.Arguments.Count == 0 || activity.Arguments[0].Length == 0)
        {
            objections.Add("it names no program; give a program and its arguments");
        }

        if (activity.Options.TryGetValue(ShellOption, out string? shell))
        {
            if (!shell.StartsWith('/'))
            {
                objections.Add($"the option shell is '{Printable.Of(shell)}'; write a path such as /bin/bash");
            }

            if (activity.Arguments.Count > 1)
            {
                objections.Add("with the option shell there is one argument, the whole line");
            }
        }

        objections.AddRange(activity.Options.Keys.Where(key => key != ShellOption)
            .Select(key => $"it has no option '{Printable.Of(key)}'; its only one is shell"));
        return objections;
    }

    /// <inheritdoc/>
    public async ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken)
    {
        bool byShell = context.Spec.Options.TryGetValue(ShellOption, out string? shell);
        ProcessResult result = await context.Processes.RunAsync(
            new ProcessSpec
            {
                FileName = byShell ? shell! : context.Arguments[0],
                Arguments = byShell ? ["-c", context.Spec.Arguments[0]] : [.. context.Arguments.Skip(1)],
                WorkingDirectory = context.WorkingDirectory,
                Environment = context.Environment,
                TimeLimit = context.Spec.TimeLimit,
                OutputPath = context.OutputLogPath,
                ErrorPath = context.ErrorLogPath,
            },
            cancellationToken);
        return ProgramEnd.Describe(result, context.Spec.TimeLimit);
    }
}
