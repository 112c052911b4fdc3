package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask users}. */
@Command(name = "users", description = "List the users of a presence channel, as the backend of the app.")
@RegisterForReflection
final class UsersCommand implements Runnable {

    @ParentCommand
    private CommandLineInterface vask;

    @Mixin
    private AppAccess app = new AppAccess();

    @Parameters(paramLabel = "CHANNEL", description = "A channel whose name starts with presence-.")
    private String channel;

    @Override
    public void run() {
        String path = "/channels/%s/users".formatted(PathSegment.of(channel));
        vask.output().rows(app.client(vask.environment()).get(path, Map.of()), "users", List.of("id"));
    }
}
