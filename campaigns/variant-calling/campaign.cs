#!/usr/bin/env -S dotnet run --file
#:project ../../src/Swarm.Sdk/Swarm.Sdk.csproj
#:property PublishAot=false

using Swarm.Sdk;

string[] chunks = [.. Enumerable.Range(1, Option("--chunks", 6)).Select(n => $"chunk-{n:00}")];

var campaign = new Campaign("variant-calling");

// The sequencer has the reads, the repository keeps the genome
Activity reads = campaign
    .Shell("split", $"./split.sh {chunks.Length}", script: "split.sh")
    .Writes([.. chunks.SelectMany(chunk => Mates(chunk))])
    .On("instrument");

Activity genome = campaign
    .Shell("index", "./index.sh", script: "index.sh")
    .Writes("reference")
    .On("repository");

// Scatter: every chunk is aligned on its own, wherever there is room
Activity[] aligned = [.. chunks.Select(chunk => campaign
    .Shell($"align {chunk}", $"./align.sh {chunk}", script: "align.sh")
    .Reads([genome.Output, .. Mates(chunk).Select(file => reads.Output[file])])
    .Writes($"{chunk}.bam")
    .Retry(2))];

// Gather: in the order of the chunks, whichever was ready first
Activity merged = campaign
    .Shell("merge", $"./merge.sh {string.Join(' ', chunks.Select(chunk => $"{chunk}.bam"))}", script: "merge.sh")
    .Reads([.. aligned.Select(a => a.Output)])
    .Writes("lambda.bam")
    .On("hpc");

Activity variants = campaign
    .Shell("call", "./call.sh", script: "call.sh")
    .Reads(genome.Output, merged.Output)
    .Writes("lambda.vcf")
    .On("hpc");

campaign.Transfer("publish", from: variants.Output, to: "repository://published");

CampaignRun run = await campaign.DispatchAsync();
return (await run.Completion).Succeeded ? 0 : 1;

static string[] Mates(string chunk) => [$"{chunk}_1.fq", $"{chunk}_2.fq"];

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;
