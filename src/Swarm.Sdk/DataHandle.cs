using Swarm.Sdk.Views;
using Swarm.Sdk.Wire;

namespace Swarm.Sdk;

/// <summary>
/// Data that lies somewhere in the swarm: it travels when it is asked for, and is verified when it comes.
/// </summary>
public sealed class DataHandle
{
    private readonly SwarmClient _client;

    internal DataHandle(SwarmClient client, string reference)
    {
        _client = client;
        Reference = reference;
    }

    /// <summary>What it is called: <c>CAMPAIGN/ACTIVITY</c>, with a path behind it for one file or folder.</summary>
    public string Reference { get; }

    /// <summary>One file or folder of it.</summary>
    public DataHandle this[string path] => new(_client, $"{Reference}/{path}");

    /// <summary>Its files and who has them.</summary>
    /// <exception cref="SwarmException">It is unknown, or no agent answers.</exception>
    public Task<DataPlaces> LocateAsync(CancellationToken cancellationToken = default) =>
        _client.LocateAsync(Reference, cancellationToken);

    /// <summary>
    /// Fetches it. A single file is saved as <paramref name="path"/>, or into it if that is a folder; several files are
    /// saved below <paramref name="path"/>. A file appears under its name only when it is whole and verified.
    /// </summary>
    /// <param name="path">The file or folder to write.</param>
    /// <param name="cancellationToken">Gives up; nothing half-written stays.</param>
    /// <returns>The files that were written, by their full paths.</returns>
    /// <exception cref="SwarmException">
    /// It is unknown, nobody has it, or what came was not what it should be.
    /// </exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Task<IReadOnlyList<string>> SaveAsAsync(string path, CancellationToken cancellationToken = default) =>
        new Download(_client, Reference).SaveAsync(path, cancellationToken);

    /// <summary>What it is called.</summary>
    public override string ToString() => Reference;
}
