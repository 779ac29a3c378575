namespace Swarm.IntegrationTests.Support;

/// <summary>A fact that is skipped, with the reason, where a program is not on PATH.</summary>
public sealed class RequiresToolAttribute : FactAttribute
{
    /// <summary>Names the program, as one would type it.</summary>
    public RequiresToolAttribute(string tool)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, tool))))
        {
            Skip = $"{tool} is not on PATH.";
        }
    }
}
