namespace Swarm.Sdk.Formats;

/// <summary>Makes campaigns of documents that were not written for Swarm.</summary>
public interface ICampaignImporter
{
    /// <summary>What the format is called.</summary>
    string Format { get; }

    /// <summary>Whether a document looks as if it were of this format; it may still be wrong.</summary>
    bool Recognizes(ReadOnlyMemory<byte> document);

    /// <summary>Reads a document.</summary>
    /// <param name="document">Its bytes.</param>
    /// <param name="file">Where it lies: relative references are resolved beside it.</param>
    /// <exception cref="CampaignInvalidException">
    /// Something is wrong; all problems are listed, each with its place in the document.
    /// </exception>
    ImportReport Import(ReadOnlyMemory<byte> document, string file);
}
