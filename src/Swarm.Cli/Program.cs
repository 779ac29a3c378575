using Swarm.Cli;
using Swarm.Cli.Agent;
using Swarm.Cli.Output;

// Before the first word is read or written: the platform keeps the terminal that it finds then.
Detachment.ApplyIfAsked();
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
