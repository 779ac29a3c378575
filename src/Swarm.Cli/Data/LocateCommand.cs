using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Data;

/// <summary><c>swarm data locate</c>: what data is meant, and who has it.</summary>
internal static class LocateCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Reference);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> reference = DataArgument.Create();
        return binder.Bind(
            new Command("locate", "Say who has some data") { reference },
            parsed => new Options(parsed.GetRequiredValue(reference)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        DataPlaces places = await client.LocateAsync(options.Reference, cancellationToken);
        ILookup<Digest, string> agents = places.Locations.ToLookup(
            location => location.Digest, location => location.Agent);
        context.Output.Write(Report.OfList(Grid.Of(
            places.Files,
            new Column<OutputFile>("path", "path", file => Cell.Of(file.Path)),
            new("sizeBytes", "size", file => Cell.Bytes(file.SizeBytes), IsNumber: true),
            new("sha256", "sha-256", file => Cell.Of(file.Digest.ToString())),
            new("agents", "agents", file => Cell.Of([.. agents[file.Digest]])))));
        if (places.Files.Count == 0)
        {
            context.Terminal.Say(
                $"Nothing is known of '{options.Reference}'. See what there is with 'swarm campaign show'.");
            return ExitCode.NotFound;
        }

        return ExitCode.Done;
    }
}
