using Swarm.Cli;
using Swarm.Cli.Output;

using CommandHost host = new(
    Terminal.OfProcess(Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable);
try
{
    return await host.RunAsync(args);
}
catch (Exception failure) when (!host.WantsTraces)
{
    return Failures.Report(failure, host.Terminal);
}
