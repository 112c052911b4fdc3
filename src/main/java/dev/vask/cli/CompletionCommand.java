package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vask completion}. */
@Command(
        name = "completion",
        description = {
            "Print a script that completes commands and options in bash and zsh.",
            "Load it in ~/.bashrc or ~/.zshrc with: source <(vask completion)"
        })
@RegisterForReflection
final class CompletionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash("vask", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
