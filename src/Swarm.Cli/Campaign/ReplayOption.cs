using System.CommandLine;

namespace Swarm.Cli.Campaign;

/// <summary>The option that says how fast a recorded workflow is played.</summary>
internal static class ReplayOption
{
    /// <summary>Makes it.</summary>
    internal static Option<double> Create()
    {
        Option<double> scale = new("--time-scale")
        {
            Description = "For a WfFormat instance: multiplies the recorded times",
            DefaultValueFactory = _ => 1,
        };
        scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1e6))
            {
                result.AddError("--time-scale is a number from 0 to 1000000, such as 0.01.");
            }
        });
        return scale;
    }
}
