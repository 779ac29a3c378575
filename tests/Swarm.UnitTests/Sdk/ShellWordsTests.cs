using FsCheck;
using FsCheck.Fluent;
using Swarm.Sdk;
using Xunit;

namespace Swarm.UnitTests.Sdk;

/// <summary>The splitter reads what POSIX quoting says, and nothing that only a shell could do.</summary>
public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("./a.sh  b\tc ", "./a.sh|b|c")]
    [InlineData("echo 'one  two' \"three four\"", "echo|one  two|three four")]
    [InlineData("a 'b'\"c\"d\\ e", "a|bcd e")]
    [InlineData("a \"b\\\"c\\\\d\\e\"", "a|b\"c\\d\\e")]
    [InlineData("a '' \"\"", "a||")]
    [InlineData("a 'b|c' \"d;e\" f\\&g", "a|b|c|d;e|f&g")]
    [InlineData("a b#c x~y", "a|b#c|x~y")]
    [InlineData("a KEY=value", "a|KEY=value")]
    [InlineData("a \\\nb", "a|b")]
    [InlineData("", "")]
    public void Splits(string line, string expected)
    {
        IReadOnlyList<string> words = ShellWords.Split(line);

        Assert.Equal(expected, string.Join('|', words));
    }

    [Theory]
    [InlineData("a | b")]
    [InlineData("a > b")]
    [InlineData("a < b")]
    [InlineData("a & b")]
    [InlineData("a ; b")]
    [InlineData("a *.txt")]
    [InlineData("a ?")]
    [InlineData("a [b]")]
    [InlineData("a $HOME")]
    [InlineData("a \"$HOME\"")]
    [InlineData("a `b`")]
    [InlineData("(a)")]
    [InlineData("a\nb")]
    [InlineData("a ~/b")]
    [InlineData("a #b")]
    public void Refuses_what_only_a_shell_can_do_and_names_the_remedy(string line)
    {
        FormatException refused = Assert.Throws<FormatException>(() => ShellWords.Split(line));

        Assert.Contains("shell: \"/bin/bash\"", refused.Message);
    }

    [Theory]
    [InlineData("a 'b", "single quote")]
    [InlineData("a \"b", "double quote")]
    [InlineData("a \\", "backslash")]
    [InlineData("A=1 b", ".Env(")]
    public void Refuses_what_is_not_finished(string line, string word)
    {
        FormatException refused = Assert.Throws<FormatException>(() => ShellWords.Split(line));

        Assert.Contains(word, refused.Message);
    }

    [Fact]
    public void Reads_back_every_word_it_quotes() => Check.QuickThrowOnFailure(
        Prop.ForAll<NonNull<string>>(word => ShellWords.Split(ShellWords.Quote(word.Get)).SequenceEqual([word.Get])));

    [Fact]
    public void Reads_back_every_line_it_joins() => Check.QuickThrowOnFailure(
        Prop.ForAll<NonNull<string>[]>(words =>
        {
            string[] plain = [.. words.Select(word => word.Get)];
            return ShellWords.Split(ShellWords.Join(plain)).SequenceEqual(plain);
        }));

    [Fact]
    public void Never_fails_in_another_way_than_by_a_sentence() => Check.QuickThrowOnFailure(
        Prop.ForAll<NonNull<string>>(line =>
        {
            try
            {
                return ShellWords.Split(line.Get).All(word => word is not null);
            }
            catch (FormatException refused)
            {
                return refused.Message.Length > 0;
            }
        }));
}
