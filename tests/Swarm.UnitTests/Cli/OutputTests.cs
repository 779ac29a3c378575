using System.Text;
using Swarm.Cli.Output;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Cli;

/// <summary>One report, three forms.</summary>
public sealed class OutputTests
{
    private readonly StringBuilder _written = new();

    private StringWriter Writer => new(_written);

    private Terminal Terminal => new(Writer, TextWriter.Null, isInteractive: false, hasColors: true);

    private static Report Sample => new Report()
        .Field("id", "id", "c1")
        .Field("state", "state", Cell.Of(ActivityState.Failed))
        .Field("nothing", "nothing", "")
        .Table("rows", "activities", Rows)
        .Lines("why", "root cause", ["exit code 7", "boom"], Tone.Bad)
        .InShort("c1");

    private static Grid Rows => Grid.Of(
        [
            (Name: "render", Size: 1_500_000L, Ran: TimeSpan.FromMilliseconds(1234)),
            (Name: "train \u001b[31m", Size: 0L, Ran: TimeSpan.Zero),
        ],
        new Column<(string Name, long Size, TimeSpan Ran)>("activity", "activity", row => Cell.Of(row.Name)),
        new("stagedBytes", "staged", row => Cell.Bytes(row.Size), IsNumber: true),
        new("ranMicros", "ran", row => Cell.Of(row.Ran), IsNumber: true));

    [Fact]
    public void People_in_a_pipe_get_plain_columns()
    {
        new TableOutput(Terminal).Write(Sample);

        Assert.Equal(
            """
            id       c1
            state    Failed

            activities
            ACTIVITY         STAGED    RAN
            render          1.4 MiB  1.2 s
            train \x1b[31m        -      -

            root cause
              exit code 7
              boom

            """,
            _written.ToString());
    }

    [Fact]
    public void Programs_get_json_with_exact_values()
    {
        new JsonOutput(Writer).Write(Sample);

        Assert.Equal(
            """
            {
              "id": "c1",
              "state": "Failed",
              "nothing": "",
              "rows": [
                {
                  "activity": "render",
                  "stagedBytes": 1500000,
                  "ranMicros": 1234000
                },
                {
                  "activity": "train \u001B[31m",
                  "stagedBytes": 0,
                  "ranMicros": 0
                }
              ],
              "why": [
                "exit code 7",
                "boom"
              ]
            }

            """,
            _written.ToString());
    }

    [Fact]
    public void A_list_is_an_array_and_a_stream_is_an_object_a_line()
    {
        JsonOutput output = new(Writer);

        output.Write(Report.OfList(Grid.Of(["a"], new Column<string>("name", "name", text => Cell.Of(text)))));
        output.WriteEvent(new Report().Field("number", "", Cell.Of(1)), "");
        output.WriteEvent(new Report().Field("number", "", Cell.Of(2)), "");

        Assert.Equal("[\n  {\n    \"name\": \"a\"\n  }\n]\n{\"number\":1}\n{\"number\":2}\n", _written.ToString());
    }

    [Fact]
    public void Quiet_is_ids_only()
    {
        new QuietOutput(Writer).Write(Sample);
        new QuietOutput(Writer).Write(Report.OfList(Rows));

        Assert.Equal("c1\nrender\ntrain \u001b[31m\n", _written.ToString());
    }

    [Theory]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1023 B")]
    [InlineData(1536L, "1.5 KiB")]
    [InlineData(long.MaxValue, "8192 PiB")]
    public void Bytes_have_their_unit(long sizeBytes, string text) => Assert.Equal(text, Units.Bytes(sizeBytes));

    [Theory]
    [InlineData(12, "12 µs")]
    [InlineData(12_000, "12 ms")]
    [InlineData(1_500_000, "1.5 s")]
    [InlineData(62_000_000, "1:02")]
    [InlineData(3_723_000_000, "1:02:03")]
    [InlineData(90_000_000_000, "1d 1:00")]
    public void Spans_have_their_unit(long micros, string text) =>
        Assert.Equal(text, Units.Span(TimeSpan.FromMicroseconds(micros)));
}
