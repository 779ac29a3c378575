using Google.Protobuf;
using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>
/// Reads a serialized campaign piece by piece, so that its messages are gone as soon as they are translated, and
/// collects what is wrong with it.
/// </summary>
internal sealed class CampaignReader
{
    private const int MaxProblems = 1000;
    private const string UnreadableId = "unreadable";

    private static readonly uint s_id = Tag(V1.Campaign.IdFieldNumber);
    private static readonly uint s_name = Tag(V1.Campaign.NameFieldNumber);
    private static readonly uint s_activity = Tag(V1.Campaign.ActivitiesFieldNumber);
    private static readonly uint s_file = Tag(V1.Campaign.FilesFieldNumber);

    private readonly List<CampaignProblem> _problems = [];
    private readonly List<ActivitySpec> _activities = [];
    private readonly List<CarriedFile> _files = [];
    private readonly ActivityReader _reader;
    private string _id = "";
    private string _name = "";
    private int _unlisted;

    internal CampaignReader() => _reader = new ActivityReader(_problems);

    /// <summary>Reads to the end, or until too much is wrong.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    internal void Read(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0 && _problems.Count < MaxProblems; tag = input.ReadTag())
        {
            if (tag == s_activity)
            {
                CampaignLimits.RequireActivities(_activities.Count + 1);
                V1.Activity activity = new();
                input.ReadMessage(activity);
                _activities.Add(_reader.Read(activity));
            }
            else if (tag == s_file)
            {
                V1.CarriedFile file = new();
                input.ReadMessage(file);
                AddFile(file);
            }
            else
            {
                ReadWord(input, tag);
            }
        }
    }

    /// <summary>Checks what was read and makes the graph.</summary>
    /// <exception cref="CampaignInvalidException">Something is wrong; all problems are listed.</exception>
    internal CampaignGraph Check()
    {
        if (!CampaignId.TryParse(_id, out CampaignId id))
        {
            id = CampaignId.Parse(UnreadableId);
            Add($"'{Printable.Of(_id)}' is no campaign id", "use 1 to 64 of a-z, 0-9, '-' and '_'");
        }

        CampaignGraph? graph = _problems.Count < MaxProblems ? TryCreate(id) : null;
        return graph is not null && _problems.Count == 0
            ? graph
            : throw new CampaignInvalidException(_problems, _unlisted);
    }

    private CampaignGraph? TryCreate(CampaignId id)
    {
        try
        {
            return CampaignGraph.Create(id, _name, _activities, _files);
        }
        catch (CampaignInvalidException more)
        {
            _problems.AddRange(more.Problems);
            _unlisted = more.Unlisted;
            return null;
        }
    }

    private static uint Tag(int field) => WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);

    private void ReadWord(CodedInputStream input, uint tag)
    {
        if (tag == s_id)
        {
            _id = input.ReadString();
        }
        else if (tag == s_name)
        {
            _name = input.ReadString();
        }
        else
        {
            input.SkipLastField();
        }
    }

    private void AddFile(V1.CarriedFile file)
    {
        try
        {
            _files.Add(ModelCodec.Decode(file));
        }
        catch (FormatException bad)
        {
            Add($"the file it brings along is wrong: {bad.Message}", "dispatch it anew");
        }
    }

    private void Add(string what, string remedy) => _problems.Add(new CampaignProblem(null, what, remedy));
}
