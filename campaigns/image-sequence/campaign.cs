#!/usr/bin/env -S dotnet run --file
#:project ../../src/Swarm.Sdk/Swarm.Sdk.csproj
#:property PublishAot=false

using Swarm.Sdk;

int seed = Option("--seed", 7);
int count = Option("--frames", 10);
string[] numbers = [.. Enumerable.Range(0, count).Select(n => $"{n:00}")];

var campaign = new Campaign("image-sequence");

// The frames are made side by side
Activity[] frames = [.. numbers.Select(number => campaign
    .Shell($"frame {number}", $"./frame.sh {seed} {number} {count}", script: "frame.sh")
    .Writes($"frame-{number}.jpg"))];

// and then shown one after the other
Activity sequence = campaign
    .Shell("animate", $"./animate.sh {string.Join(' ', numbers.Select(n => $"frame-{n}.jpg"))}", script: "animate.sh")
    .Reads([.. frames.Select(f => f.Output)])
    .Writes("sequence.gif");

campaign.Transfer("publish", from: sequence.Output, to: "repository://published");

CampaignRun run = await campaign.DispatchAsync();
return (await run.Completion).Succeeded ? 0 : 1;

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;
