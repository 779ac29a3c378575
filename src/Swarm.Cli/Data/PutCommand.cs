using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Data;

/// <summary><c>swarm data put</c>: puts a file into the swarm and says its digest.</summary>
internal static class PutCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(FileInfo File);

    internal static Command Create(CommandBinder binder)
    {
        Argument<FileInfo> file = new("FILE") { Description = "The file" };
        return binder.Bind(
            new Command("put", "Put a file into the swarm; its digest is its name there") { file },
            parsed => new Options(parsed.GetRequiredValue(file)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        if (!options.File.Exists)
        {
            throw new FormatException($"There is no file '{options.File}'. Name one that is there.");
        }

        using SwarmClient client = context.Connect();
        using FileStream content = options.File.OpenRead();
        PutReceipt receipt = await client.PutAsync(content, cancellationToken);
        context.Output.Write(new Report()
            .Field("sha256", "digest", receipt.Digest.ToString())
            .Field("sizeBytes", "size", Cell.Bytes(receipt.SizeBytes))
            .InShort(receipt.Digest.ToString()));
        if (receipt.Warning.Length > 0)
        {
            context.Terminal.Say(receipt.Warning);
        }

        return ExitCode.Done;
    }
}
