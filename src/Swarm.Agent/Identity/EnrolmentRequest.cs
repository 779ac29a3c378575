namespace Swarm.Agent.Identity;

/// <summary>What somebody asks who is to be enrolled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Request">A request for a certificate, signed by its key.</param>
/// <param name="DelegationRequest">The same by the key of a delegation; null when it wants none.</param>
internal sealed record EnrolmentRequest(string Name, byte[] Request, byte[]? DelegationRequest);
