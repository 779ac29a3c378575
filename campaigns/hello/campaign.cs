#!/usr/bin/env -S dotnet run --file
#:project ../../src/Swarm.Sdk/Swarm.Sdk.csproj
#:property PublishAot=false
using Swarm.Sdk;

var campaign = new Campaign("hello");
Activity greet = campaign.Shell("greet", "echo hello, swarm > hello.txt", shell: "/bin/bash").Writes("hello.txt");
Activity shout = campaign.Shell("shout", "tr a-z A-Z < hello.txt > loud.txt", shell: "/bin/bash")
    .Reads(greet.Output).Writes("loud.txt");

CampaignRun run = await campaign.DispatchAsync();
return (await run.Completion).Succeeded ? 0 : 1;
