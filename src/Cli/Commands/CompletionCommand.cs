namespace Abaca.Cli;

/// <summary><c>abaca completion SHELL</c>: prints what a shell needs to complete subcommands and options.</summary>
static class CompletionCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print the completion script of a shell; see the help for how to load it") { shell };
        command.SetAction(parse => parse.InvocationConfiguration.Output.Write(Script(parse.GetValue(shell)!)));
        return command;
    }

    /// <summary>
    /// Each script hands the line typed so far to the program itself (the <c>[suggest]</c> directive), so that a shell always
    /// knows exactly the commands of the installed version.
    /// </summary>
    static string Script(string shell) => shell switch
    {
        "bash" => """
            # bash: source <(abaca completion bash), or save as /etc/bash_completion.d/abaca
            _abaca() {
                local word=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE:0:COMP_POINT}
                COMPREPLY=()
                while IFS= read -r one; do
                    [[ $one == "$word"* ]] && COMPREPLY+=("$one")
                done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
            }
            complete -o default -F _abaca abaca

            """,
        "zsh" => """
            #compdef abaca
            # zsh: save as _abaca in a directory of $fpath, or: source <(abaca completion zsh)
            _abaca() {
                local -a found
                found=("${(@f)$(${words[1]} "[suggest:${#LBUFFER}]" "$LBUFFER" 2>/dev/null)}")
                compadd -a found
            }
            compdef _abaca abaca

            """,
        _ => """
            # fish: save as ~/.config/fish/completions/abaca.fish
            function __abaca_complete
                set -l line (commandline -cp)
                abaca "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c abaca -f -a '(__abaca_complete)'

            """,
    };
}
