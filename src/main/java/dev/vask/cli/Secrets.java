package dev.vask.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask secrets}. */
@Command(name = "secrets", description = "Secrets of an app.", synopsisSubcommandLabel = "COMMAND")
@RegisterForReflection
final class Secrets {

    private static final List<String> COLUMNS = List.of("id", "created_at", "expires_at", "last_used_on");

    @ParentCommand
    private CommandLineInterface vask;

    @Command(description = "List an app's live secrets, newest first; not what they are.")
    void list(@Parameters(paramLabel = "KEY") String key) {
        vask.output().rows(vask.api().get(path(key)), "secrets", COLUMNS);
    }

    @Command(description = "Make one more secret, and show it this once.")
    void add(
            @Parameters(paramLabel = "KEY") String key,
            @Option(names = "--expires-in-seconds", paramLabel = "N", description = "How long it counts; for ever if not given.")
                    @Nullable Integer life) {
        vask.output().details(vask.api().post(path(key), body("expires_in_seconds", life)));
    }

    @Command(description = "Make a secret, show it this once, and let those before it expire.")
    void rotate(
            @Parameters(paramLabel = "KEY") String key,
            @Option(
                            names = "--grace-seconds",
                            paramLabel = "N",
                            description = "How long those before it still count; a day if not given.")
                    @Nullable Integer grace) {
        vask.output().details(vask.api().post(path(key) + "/rotate", body("grace_seconds", grace)));
    }

    @Command(description = "End a secret at once.")
    void end(@Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "ID") String id) {
        vask.api().delete(path(key) + "/" + PathSegment.of(id));
        vask.output().done(
                JsonNodeFactory.instance.objectNode().put("id", id).put("ended", true), "ended secret '%s'".formatted(id));
    }

    @Command(description = "Encrypt the secrets of all apps anew, under the first key of vask.secrets.key.")
    void reencrypt() {
        vask.output().details(vask.api().post("secrets/reencrypt", JsonNodeFactory.instance.objectNode()));
    }

    private static ObjectNode body(String field, @Nullable Integer value) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return value == null ? body : body.put(field, value);
    }

    private static String path(String key) {
        return "apps/%s/secrets".formatted(PathSegment.of(key));
    }
}
