using System.CommandLine;
using System.Text;
using Swarm.Cli.Output;
using Swarm.Sdk;
using Swarm.Sdk.Formats;

namespace Swarm.Cli.Campaign;

/// <summary><c>swarm campaign export</c>: a campaign and what was measured of it, as a WfFormat instance.</summary>
internal static class ExportCommand
{
    private const string Old = "1.4";
    private const string New = "1.5";

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Campaign, WfVersion Version, FileInfo? To);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> campaign = CampaignArgument.OrLast();
        Option<string> version = new("--schema")
        {
            Description = "The version of WfFormat",
            DefaultValueFactory = _ => New,
        };
        version.AcceptOnlyFromAmong(Old, New);
        Option<FileInfo?> to = new("--to") { Description = "The file to write; standard output without it" };
        return binder.Bind(
            new Command("export", "Write a campaign as a WfFormat instance") { campaign, version, to },
            parsed => new Options(
                parsed.GetRequiredValue(campaign),
                parsed.GetValue(version) == Old ? WfVersion.V14 : WfVersion.V15,
                parsed.GetValue(to)),
            RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        using SwarmClient client = context.Connect();
        WfInstance instance = await WfRecording.ReadAsync(client, options.Campaign, cancellationToken);
        int unfinished = instance.Tasks.Count(task => task.RuntimeSeconds is null);
        if (unfinished > 0)
        {
            context.Terminal.Say($"{unfinished} activities have not ended well; they are written without a runtime.");
        }

        using MemoryStream document = new();
        WfFormatWriter.Write(instance, options.Version, document);
        if (options.To is { } file)
        {
            await File.WriteAllBytesAsync(file.FullName, document.ToArray(), cancellationToken);
        }
        else
        {
            context.Terminal.WriteLine(Encoding.UTF8.GetString(document.ToArray()), Tone.Plain);
        }

        return ExitCode.Done;
    }
}
