namespace Swarm.UnitTests.Architecture;

/// <summary>
/// Splits C# text into its code and its comments. Both are as long as the text and keep its line breaks, so an offset
/// means the same place in all three; the rest is blank.
/// </summary>
/// <remarks>
/// Literals keep their prefix and quotes and lose their content; the holes of interpolated strings are code and stay.
/// Preprocessor lines count as comments. This is a scanner, not a parser: it knows where strings end, nothing more.
/// </remarks>
internal sealed class CSharpText
{
    private readonly string _text;
    private readonly char[] _code;
    private readonly char[] _comments;
    private int _at;

    private CSharpText(string text)
    {
        _text = text;
        _code = [.. text.Select(c => c is '\n' or '\r' ? c : ' ')];
        _comments = [.. _code];
    }

    /// <summary>Splits a text.</summary>
    public static (string Code, string Comments) Split(string text)
    {
        CSharpText scanner = new(text);
        while (scanner._at < text.Length)
        {
            scanner.ReadCode();
            scanner.Keep(1);
        }

        return (new string(scanner._code), new string(scanner._comments));
    }

    /// <summary>Reads code up to the end, or up to the brace that closes more than was opened.</summary>
    private void ReadCode()
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '}' && depth-- == 0)
            {
                return;
            }

            depth += c == '{' ? 1 : 0;
            if (!TryReadComment() && !TryReadString() && !TryReadChar())
            {
                Keep(1);
            }
        }
    }

    private bool TryReadComment()
    {
        bool isLine = Sees("//") || (_text[_at] == '#' && IsFirstOfLine());
        if (!isLine && !Sees("/*"))
        {
            return false;
        }

        int close = _text.IndexOf(isLine ? "\n" : "*/", _at, StringComparison.Ordinal);
        int end = close < 0 ? _text.Length : isLine ? close : close + 2;
        for (; _at < end; _at++)
        {
            _comments[_at] = _text[_at];
        }

        return true;
    }

    private bool IsFirstOfLine()
    {
        int start = _text.LastIndexOf('\n', _at) + 1;
        return _text.AsSpan(start, _at - start).IsWhiteSpace();
    }

    private bool TryReadChar()
    {
        if (_text[_at] != '\'' || _at + 2 >= _text.Length)
        {
            return false;
        }

        int close = _text.IndexOf('\'', _at + (_text[_at + 1] == '\\' ? 3 : 2));
        if (close < 0 || close - _at > (_text[_at + 1] == '\\' ? 11 : 2))
        {
            return false;
        }

        Keep(1);
        _at = close;
        Keep(1);
        return true;
    }

    private bool TryReadString()
    {
        int quote = _at;
        while (quote < _text.Length && _text[quote] is '$' or '@')
        {
            quote++;
        }

        if (quote >= _text.Length || _text[quote] != '"')
        {
            return false;
        }

        string prefix = _text[_at..quote];
        int holes = prefix.Count(c => c == '$');
        Keep(prefix.Length);
        int quotes = Run('"');
        if (quotes >= 3 && !prefix.Contains('@'))
        {
            ReadRaw(quotes, holes);
        }
        else
        {
            ReadQuoted(prefix.Contains('@'), holes > 0);
        }

        return true;
    }

    private void ReadQuoted(bool verbatim, bool hasHoles)
    {
        Keep(1);
        while (_at < _text.Length && (verbatim || _text[_at] != '\n'))
        {
            if (_text[_at] == '"' && !(verbatim && Sees("\"\"")))
            {
                Keep(1);
                return;
            }

            if (hasHoles && _text[_at] == '{' && !Sees("{{"))
            {
                ReadHole(1);
            }
            else
            {
                bool two = (verbatim && Sees("\"\"")) || (!verbatim && _text[_at] == '\\') || Sees("{{");
                _at += two ? 2 : 1;
            }
        }
    }

    private void ReadRaw(int quotes, int holes)
    {
        Keep(quotes);
        while (_at < _text.Length)
        {
            if (Run('"') is var found && found >= quotes)
            {
                _at += found - quotes;
                Keep(quotes);
                return;
            }

            if (holes > 0 && Run('{') is var braces && braces >= holes)
            {
                _at += braces - holes;
                ReadHole(holes);
            }
            else
            {
                _at += Math.Max(1, found);
            }
        }
    }

    private void ReadHole(int braces)
    {
        _at += braces;
        ReadCode();
        _at = Math.Min(_text.Length, _at + braces);
    }

    private int Run(char c)
    {
        int end = _at;
        while (end < _text.Length && _text[end] == c)
        {
            end++;
        }

        return end - _at;
    }

    private bool Sees(string word) => string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;

    private void Keep(int count)
    {
        for (; count > 0 && _at < _text.Length; count--, _at++)
        {
            _code[_at] = _text[_at];
        }
    }
}
