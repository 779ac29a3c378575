using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture;

/// <summary>Finds the declarations in what <see cref="CSharpText"/> has left of a file.</summary>
internal sealed partial class CSharpOutline
{
    private readonly string _code;
    private readonly List<Member> _members = [];

    private CSharpOutline(string code) => _code = code;

    /// <summary>Every declaration, outer before inner.</summary>
    public static IReadOnlyList<Member> Of(string code)
    {
        CSharpOutline outline = new(code);
        outline.ReadMembers(0, code.Length, depth: 0, inType: false);
        return outline._members;
    }

    /// <summary>What stands between a bracket and the one that closes it, both included.</summary>
    public static string Block(string code, int at) => code[at..Close(code, at, code.Length)];

    private void ReadMembers(int at, int end, int depth, bool inType)
    {
        while (true)
        {
            int declared = at = SkipBlank(at, end);
            while (at < end && _code[at] == '[')
            {
                at = SkipBlank(Close(at, end), end);
            }

            if (at >= end)
            {
                return;
            }

            at = ReadMember(declared, at, end, (depth, inType));
        }
    }

    /// <summary>Reads one declaration and answers where it ends.</summary>
    private int ReadMember(int declared, int start, int end, (int Depth, bool InType) place)
    {
        int header = -1;
        int body = -1;
        int at = start;
        while (at < end && _code[at] is not ';')
        {
            char c = _code[at];
            if (c == '{' && header < 0)
            {
                header = body = at;
                at = Close(at, end);
                int next = SkipBlank(at, end);
                if (next >= end || _code[next] != '=' || _code[next..Math.Min(end, next + 2)] == "=>")
                {
                    return Add(new Span(declared, start, header, body, at), place);
                }
            }
            else if (c == '=' && header < 0 && IsAssignment(at))
            {
                header = at;
                body = _code[at + 1] == '>' ? at : -1;
                at += 2;
            }
            else
            {
                at = c is '(' or '[' or '{' ? Close(at, end) : at + 1;
            }
        }

        at = Math.Min(end, at + 1);
        return Add(new Span(declared, start, header < 0 ? at - 1 : header, body, at), place);
    }

    private int Add(Span span, (int Depth, bool InType) place)
    {
        string header = _code[span.Start..Math.Max(span.Start, span.Header)].Trim();
        Member member = new(
            MemberKind.Other, header, header, _code[span.Declared..span.Start].Trim(),
            span.Declared, span.Start, span.End, place.Depth, span.Body >= 0);
        if (TypeHeader().Match(header) is { Success: true } type)
        {
            AddType(member, type, span);
        }
        else if (header.StartsWith("namespace ", StringComparison.Ordinal) && span.Body >= 0)
        {
            ReadMembers(span.Body + 1, span.End - 1, place.Depth, inType: false);
        }
        else if (place.InType)
        {
            AddFunction(member, span);
        }

        return span.End;
    }

    private void AddType(Member member, Match type, Span span)
    {
        string rest = member.Header[(type.Index + type.Length)..];
        int open = rest.StartsWith('(') ? 0 : -1;
        int close = open < 0 ? 0 : Close(rest, 0, rest.Length);
        string bases = (" " + rest[close..]).Split(" where ")[0];
        int colon = bases.IndexOf(':');
        _members.Add(member with
        {
            Kind = MemberKind.Type,
            Name = type.Groups["name"].Value,
            Parameters = open < 0 ? [] : Split(rest[1..(close - 1)]),
            Bases = colon < 0 ? [] : [.. Split(bases[(colon + 1)..]).Select(name => BaseName().Match(name).Value)],
        });
        if (span.Body >= 0 && !member.Header.Contains("enum ", StringComparison.Ordinal))
        {
            ReadMembers(span.Body + 1, span.End - 1, member.Depth + 1, inType: true);
        }
    }

    private void AddFunction(Member member, Span span)
    {
        foreach (Match match in FunctionHeader().Matches(member.Header))
        {
            int open = match.Index + match.Length - 1;
            int close = Close(member.Header, open, member.Header.Length);
            string rest = member.Header[close..].TrimStart();
            bool ends = rest.Length == 0 || rest[0] == ':' || rest.StartsWith("where ", StringComparison.Ordinal);
            if (ends && (span.Body >= 0 || span.Header == span.End - 1))
            {
                _members.Add(member with
                {
                    Kind = MemberKind.Function,
                    Name = match.Groups["name"].Value,
                    Parameters = Split(member.Header[(open + 1)..(close - 1)]),
                });
                return;
            }
        }

        MemberKind kind = span.Body < 0 ? MemberKind.Other : MemberKind.Accessor;
        _members.Add(member with { Kind = kind, Name = NameAtEnd().Match(member.Header).Value });
    }

    private static List<string> Split(string list)
    {
        List<string> parts = [];
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            char c = i < list.Length ? list[i] : ',';
            bool arrow = c == '>' && i > 0 && list[i - 1] == '=';
            depth += c is '(' or '[' or '{' or '<' ? 1 : c is ')' or ']' or '}' or '>' && !arrow ? -1 : 0;
            if (c == ',' && (depth == 0 || i == list.Length))
            {
                parts.Add(list[from..i].Trim());
                from = i + 1;
            }
        }

        return [.. parts.Where(part => part.Length > 0)];
    }

    private bool IsAssignment(int at) =>
        at > 0 && _code[at - 1] is not ('=' or '!' or '<' or '>')
        && at + 1 < _code.Length && _code[at + 1] != '='
        && !_code.AsSpan(0, at).TrimEnd("+-*/%&|^ ").EndsWith("operator");

    private int SkipBlank(int at, int end)
    {
        while (at < end && char.IsWhiteSpace(_code[at]))
        {
            at++;
        }

        return at;
    }

    private int Close(int at, int end) => Close(_code, at, end);

    /// <summary>Just behind the bracket that closes the one at a place.</summary>
    private static int Close(string code, int at, int end)
    {
        int depth = 0;
        for (; at < end; at++)
        {
            depth += code[at] is '(' or '[' or '{' ? 1 : code[at] is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return end;
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|private|protected|static|sealed|abstract|partial|readonly|ref|file|unsafe|new)\s+)*"
        + @"(?:(?:class|struct|interface|enum|record\s+struct|record\s+class|record)|delegate\s[^(]*?)"
        + @"\s+(?<name>\w+)\s*(?:<[^()]*?>)?(?=\s*[:(]|\s+where\s|\s*$)\s*")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(
        @"(?<name>(?:operator\s*(?:checked\s+)?[^\w\s(]+)|\b(?!(?:public|private|protected|internal|static|readonly"
        + @"|async|override|virtual|sealed|abstract|partial|new|required|unsafe|extern|ref|return)\b)[\w.]+)"
        + @"\s*(?:<[^()]*>)?\s*\(")]
    private static partial Regex FunctionHeader();

    [GeneratedRegex(@"[\w.]+")]
    private static partial Regex BaseName();

    [GeneratedRegex(@"\w+(?=\W*$)")]
    private static partial Regex NameAtEnd();

    private readonly record struct Span(int Declared, int Start, int Header, int Body, int End);
}
