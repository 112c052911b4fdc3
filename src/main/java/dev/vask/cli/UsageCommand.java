package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask usage}. */
@Command(name = "usage", description = "Show the usage of an app and how often its quotas rejected something.")
@RegisterForReflection
final class UsageCommand implements Runnable {

    @ParentCommand
    private CommandLineInterface vask;

    @Parameters(paramLabel = "KEY")
    private String key;

    @Override
    public void run() {
        vask.output().details(vask.api().get("apps/%s/usage".formatted(PathSegment.of(key))));
    }
}
