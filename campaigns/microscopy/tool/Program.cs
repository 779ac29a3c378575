using System.Text.Json;
using Microscopy;

// The three steps of the microscopy campaign, one verb each. Exit codes: 0 done, 1 failed, 2 wrong usage.
try
{
    switch (args)
    {
        case ["simulate", .. string[] options]:
            SimulateVerb.Run(Arguments.Parse(options, SimulateVerb.Options));
            return 0;

        case ["train", .. string[] options]:
            TrainVerb.Run(Arguments.Parse(options, TrainVerb.Options));
            return 0;

        case ["select", .. string[] options]:
            SelectVerb.Run(Arguments.Parse(options, SelectVerb.Options));
            return 0;

        default:
            throw new UsageException("name a step: simulate, train or select");
    }
}
catch (UsageException mistake)
{
    Console.Error.WriteLine($"""
        microscopy: {mistake.Message}
        usage: microscopy simulate --out DIR [--seed N] [--count K] [--size PIXELS]
               microscopy train --images DIR --out FILE [--sigma PIXELS] [--threshold P] [--radius PIXELS] [--steps N]
               microscopy select --models PATH... --images DIR --out DIR [--metric loss_1|loss_2]
        """);
    return 2;
}
catch (Exception failure)
    when (failure is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
{
    Console.Error.WriteLine($"microscopy: {failure.Message}");
    return 1;
}
