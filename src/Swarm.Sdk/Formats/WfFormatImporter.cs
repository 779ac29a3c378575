using Swarm.Sdk.Formats.Documents;

namespace Swarm.Sdk.Formats;

/// <summary>
/// Reads WfFormat 1.4 and 1.5, the format of WfCommons, and makes campaigns that play a recorded workflow: the recorded
/// times are waited, files of the recorded lengths are written and moved. No program of the recording is run.
/// </summary>
/// <param name="options">How it is played; null for as it was recorded.</param>
public sealed class WfFormatImporter(WfFormatOptions? options = null) : ICampaignImporter
{
    private const int LookedAtBytes = 64 * 1024;

    /// <inheritdoc/>
    public string Format => "WfFormat";

    /// <summary>Reads an instance without making a campaign of it.</summary>
    /// <param name="document">The bytes of the document, JSON in UTF-8.</param>
    /// <exception cref="CampaignInvalidException">
    /// Something is wrong; all problems are listed, each with its path, line and column in the document.
    /// </exception>
    public static WfInstance Read(ReadOnlyMemory<byte> document) => Read(document, new DocumentFindings());

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlyMemory<byte> document)
    {
        ReadOnlySpan<byte> text = document.Span;
        ReadOnlySpan<byte> head = text[..Math.Min(text.Length, LookedAtBytes)].TrimStart("\uFEFF \t\r\n"u8);
        return head.StartsWith("{"u8) && (head.IndexOf("\"schemaVersion\""u8) >= 0
            || text.IndexOf("\"schemaVersion\""u8) >= 0);
    }

    /// <inheritdoc/>
    public ImportReport Import(ReadOnlyMemory<byte> document, string file)
    {
        DocumentFindings findings = new();
        WfInstance instance = Read(document, findings);
        (Campaign campaign, IReadOnlyList<string> changes) =
            new WfCampaign(instance, options ?? new WfFormatOptions()).Make(file);
        return new ImportReport(
            campaign, [.. findings.Notes, .. changes.Select(change => new ImportNote("$", change, 1))]);
    }

    private static WfInstance Read(ReadOnlyMemory<byte> document, DocumentFindings findings)
    {
        DocumentNode? root = new DocumentText(document).Read(findings);
        if (root is null)
        {
            findings.ThrowIfWrong();
        }

        return new WfReader(findings).Read(root!);
    }
}
