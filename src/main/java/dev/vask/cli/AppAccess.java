package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that act as the backend of an app. */
@RegisterForReflection
final class AppAccess {

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Read VASK_APP_* or PUSHER_* variables from this file instead of the environment.")
    private @Nullable Path file;

    AppCredentials credentials(Map<String, String> environment) {
        return AppCredentials.read(environment, file);
    }

    BackendClient client(Map<String, String> environment) {
        return BackendClient.of(credentials(environment));
    }
}
