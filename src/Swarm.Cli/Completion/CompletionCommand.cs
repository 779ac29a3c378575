using System.CommandLine;
using Swarm.Sdk;

namespace Swarm.Cli.Completion;

/// <summary><c>swarm completion</c>: a script that lets a shell complete the words of <c>swarm</c>.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # swarm completion for bash: source this, or put it in ~/.local/share/bash-completion/completions/swarm
        _swarm() {
            local candidate
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ $candidate == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$candidate")
            done < <(swarm "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            (( ${#COMPREPLY[@]} )) || compopt -o default
        }
        complete -F _swarm swarm
        """;

    private const string Zsh =
        """
        #compdef swarm
        # swarm completion for zsh: put this in a folder of $fpath as _swarm, or source it after compinit
        _swarm() {
            local -a candidates
            candidates=("${(@f)$(swarm "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            if (( ${#candidates} )) && [[ -n $candidates[1] ]]; then compadd -- $candidates; else _files; fi
        }
        compdef _swarm swarm
        """;

    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(string Shell);

    internal static Command Create(CommandBinder binder)
    {
        Argument<string> shell = new("SHELL") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        return binder.Bind(
            new Command("completion", "Print a script that completes the words of swarm in a shell") { shell },
            parsed => new Options(parsed.GetRequiredValue(shell)),
            RunAsync);
    }

    internal static Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        context.Terminal.Output.WriteLine(options.Shell == "zsh" ? Zsh : Bash);
        return Task.FromResult(ExitCode.Done);
    }
}
