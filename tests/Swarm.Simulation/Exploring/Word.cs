using Swarm.Core;

namespace Swarm.Simulation.Exploring;

/// <summary>A message that a member said to all the others. Once said, it may arrive at any time, or never.</summary>
/// <param name="Id">Its place in the list of words.</param>
/// <param name="From">The rank of who said it.</param>
/// <param name="Message">What was said.</param>
/// <param name="Group">Words of one group add up to something: the votes or changes of one ballot.</param>
/// <param name="Hash">Tells it from others.</param>
/// <param name="Twin">The same, with the two interchangeable members swapped.</param>
internal sealed record Word(int Id, int From, PeerMessage Message, string Group, ulong Hash, ulong Twin);
