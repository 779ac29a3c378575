#!/usr/bin/env -S dotnet run --file
#:project ../../../src/Swarm.Sdk/Swarm.Sdk.csproj
#:property PublishAot=false
using Swarm.Sdk;

// A campaign in the shape its arguments give it: first its name, then activities, each with the verbs that follow it.
// It prints its id once it is dispatched, and leaves the watching to others.
Queue<string> words = new(args);
Campaign campaign = new(Unescape(words.Dequeue()));
Dictionary<string, Activity> activities = [];
Activity? activity = null;

while (words.TryDequeue(out string? verb))
{
    string value = words.Dequeue();
    switch (verb)
    {
        case "--bash": Keep(campaign.Shell(value, words.Dequeue(), shell: "/bin/bash")); break;
        case "--line": Keep(campaign.Shell(value, words.Dequeue())); break;
        case "--noop": Keep(campaign.Noop(Unescape(value))); break;
        case "--big": Keep(campaign.Run(value, "/bin/echo", new string('x', int.Parse(words.Dequeue())))); break;
        case "--many": Many(int.Parse(value)); break;
        case "--heavy": Heavy(int.Parse(value)); break;
        case "--reads": activity!.Reads(activities.TryGetValue(value, out Activity? maker) ? maker.Output
            : value); break;
        case "--writes": activity!.Writes(Unescape(value)); break;
        case "--after": activity!.After(activities[value]); break;
        case "--on": activity!.On(value); break;
        case "--retry": activity!.Retry(int.Parse(value)); break;
        case "--cores": activity!.Needs(double.Parse(value)); break;
        case "--within": activity!.Within(TimeSpan.FromSeconds(double.Parse(value))); break;
        case "--with": activity!.With(value[..value.IndexOf('=')], value[(value.IndexOf('=') + 1)..]); break;
        default: throw new FormatException($"there is no verb '{verb}'");
    }
}

using CampaignRun run = await campaign.DispatchAsync();
Console.WriteLine(run.Id);

void Keep(Activity made) => activities[made.Name] = activity = made;

// Arguments cannot hold a NUL: it is written as \0.
static string Unescape(string text) => text.Replace("\\0", "\0");

void Many(int count)
{
    for (int i = 0; i < count; i++)
    {
        campaign.Noop($"n{i}");
    }
}

// Each is just below what one activity may say.
void Heavy(int count)
{
    for (int i = 0; i < count; i++)
    {
        campaign.Run($"h{i}", ["/bin/echo", .. Enumerable.Repeat(new string('x', 100 << 10), 9)]);
    }
}
