using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Data;

/// <summary><c>swarm data get</c>: fetches data out of the swarm, verified.</summary>
internal static class GetCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Reference, string Destination);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> reference = DataArgument.Create();
        Argument<string> destination = new("DEST")
        {
            Description = "The file or folder to write; the current folder if nothing is said",
            DefaultValueFactory = _ => ".",
        };
        return binder.Bind(
            new Command("get", "Fetch data, verified by its digest") { reference, destination },
            parsed => new Options(parsed.GetRequiredValue(reference), parsed.GetRequiredValue(destination)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        IReadOnlyList<string> written = await client.Find(options.Reference).SaveAsAsync(
            options.Destination, cancellationToken);
        context.Output.Write(Report.OfList(Grid.Of(
            written,
            new Column<string>("path", "saved", path => Cell.Of(path)),
            new("sizeBytes", "size", path => Cell.Bytes(new FileInfo(path).Length), IsNumber: true))));
        return ExitCode.Done;
    }
}
