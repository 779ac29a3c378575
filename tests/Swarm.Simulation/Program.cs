using Swarm.Simulation.Exploring;
using Swarm.Simulation.Mutants;
using Swarm.Simulation.Runs;

// Whole swarms in one thread, from a seed. A failure prints one line that replays it.
//
//   [--from N] [--count M] [--minutes T] [--jobs J] [--state FILE] [--first]   many seeds; FILE lets it go on later
//   --seed N [--keep 0,3] [--trace | --words] [--shrink]                       one seed, with its story
//   --small                                                                    swarms from one agent up
//   --replay FILE [--quiet]                                                    what an agent recorded, once more
//   explore [--ballots 2] [--depth D] [--states N] [--seconds S]               every order of one slot's messages
//   mutants [--only NAME,NAME] [--seconds S]                                   faults put into the core are found
try
{
    return args switch
    {
        ["--replay", string file, .. string[] rest] => ReplayCommand.Run(file, rest, Console.WriteLine),
        ["explore", .. string[] rest] => ExploreCommand.Run(rest, Console.WriteLine),
        ["mutants", .. string[] rest] => await MutantCommand.RunAsync(rest, Console.WriteLine),
        _ => RunCommand.Run(args, Console.WriteLine),
    };
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
