using Swarm.Model;
using Swarm.Sdk.Formats;

namespace Swarm.Cli.Campaign;

/// <summary>A campaign file that is no program: a workflow in a format of others.</summary>
internal static class CampaignDocument
{
    /// <summary>What may be named as a campaign's file, for people.</summary>
    internal const string Described = "The campaign, a C# file, or a WfFormat instance (.json)";

    private const string Extension = ".json";

    /// <summary>Whether a file is to be read, not to be run.</summary>
    internal static bool Is(FileInfo file) =>
        file.Exists && file.Extension.Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads it, and says what of it is left out or taken otherwise.</summary>
    /// <exception cref="FormatException">It is of no format that is known here.</exception>
    /// <exception cref="CampaignInvalidException">Something in it is wrong; all of it is listed.</exception>
    internal static async Task<Sdk.Campaign> ReadAsync(
        FileInfo file, WfFormatOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        byte[] document = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        ICampaignImporter[] importers = [new WfFormatImporter(options)];
        ICampaignImporter importer = importers.FirstOrDefault(known => known.Recognizes(document))
            ?? throw new FormatException(
                $"'{file.Name}' is no workflow of a known format ({string.Join(", ", importers.Select(
                    known => known.Format))}). Name another file.");
        ImportReport report = importer.Import(document, file.FullName);
        foreach (ImportNote note in report.Notes)
        {
            context.Terminal.Say($"{file.Name}: {Printable.Of(note.ToString(), 400)}");
        }

        return report.Campaign;
    }
}
