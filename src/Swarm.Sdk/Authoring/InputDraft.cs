namespace Swarm.Sdk.Authoring;

/// <summary>An input as its author named it, and whether it is the script that is to be executed.</summary>
internal sealed record InputDraft(Input Input, bool IsScript = false);
