namespace Swarm.Sdk.Authoring;

/// <summary>
/// A campaign program that lets a refusal fall through ends with its sentence and exit code instead of a stack trace:
/// its author's mistake is in the sentence, not in our frames.
/// </summary>
internal static class UncaughtRefusals
{
    /// <summary>Set to 1 to see stack traces.</summary>
    internal const string DebugVariable = "SWARM_DEBUG";

    private static int s_watching;

    /// <summary>Begins to watch, once for the process.</summary>
    internal static void Watch()
    {
        if (Interlocked.Exchange(ref s_watching, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        }
    }

    private static void OnUnhandled(object sender, UnhandledExceptionEventArgs args)
    {
        if (args.ExceptionObject is SwarmException refusal && Environment.GetEnvironmentVariable(DebugVariable) != "1")
        {
            Console.Error.WriteLine(refusal.Message);
            Environment.Exit(ExitCode.Of(refusal));
        }
    }
}
