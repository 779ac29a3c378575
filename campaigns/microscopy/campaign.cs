#!/usr/bin/env -S dotnet run --file
#:project ../../src/Swarm.Sdk/Swarm.Sdk.csproj
#:property PublishAot=false

using Swarm.Sdk;

int models = Option("--models", 12);
int seed = Option("--seed", 7);
const string microscopy = "instrument://bin/microscopy";

var campaign = new Campaign("microscopy");

// 1. The microscope takes pictures of a crystal, and notes what they really show
Activity images = campaign
    .Shell("simulate", $"./microscopy simulate --seed {seed} --out @agentdir/images", script: microscopy)
    .Writes("@agentdir/images")
    .On("instrument");

// 2. A grid of detectors learns from one half of the pictures, wherever there is room
Activity[] trained = [.. Grid(models).Select(point => campaign
    .Shell(
        $"train {point.Model}",
        $"./microscopy train --images images {point.Options} --out {point.Model}.json",
        script: microscopy)
    .Reads(images.Output)
    .Writes($"{point.Model}.json")
    .Needs(cores: 1).Retry(2).Within(TimeSpan.FromMinutes(5)))];

// 3. The other half tells which detector is the best
Activity best = campaign
    .Shell("select", "./microscopy select --models . --images images --metric loss_2 --out best", script: microscopy)
    .Reads([images.Output, .. trained.Select(t => t.Output)])
    .Writes("best");

// 4. Which is published, with a picture of what it sees
campaign.Transfer("publish", from: best.Output, to: "repository://published");

// Dispatch the campaign and follow it
CampaignRun run = await campaign.DispatchAsync();
return (await run.Completion).Succeeded ? 0 : 1;

// Four thresholds for every width of smoothing, in pixels.
static IEnumerable<(string Model, string Options)> Grid(int models) => Enumerable.Range(0, models).Select(i =>
    ($"model-{i + 1:00}", $"--sigma {0.5 + (0.5 * (i / 4)):F1} --threshold {0.2 * (1 + (i % 4)):F1}"));

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;
