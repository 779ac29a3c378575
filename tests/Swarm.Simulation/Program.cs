using Swarm.Simulation.Runs;

// Whole swarms in one thread, from a seed. A failure prints one line that replays it.
//
//   [--from N] [--count M] [--minutes T] [--jobs J] [--state FILE] [--first]   many seeds; FILE lets it go on later
//   --seed N [--keep 0,3] [--trace | --words] [--shrink]                       one seed, with its story
//   --small                                                                    swarms from one agent up
try
{
    return RunCommand.Run(args, Console.WriteLine);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
