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
@Command(name = "secrets", description = "Manage the secrets of an app.", synopsisSubcommandLabel = "COMMAND")
@RegisterForReflection
final class SecretsCommand {

    private static final List<String> COLUMNS = List.of("id", "created_at", "expires_at", "last_used_on");

    @ParentCommand
    private CommandLineInterface vask;

    @Command(description = "List an app's live secrets, newest first, without their values.")
    void list(@Parameters(paramLabel = "KEY") String key) {
        vask.output().rows(vask.api().get(path(key)), "secrets", COLUMNS);
    }

    @Command(description = "Add a secret and show it. It is shown only once.")
    void add(
            @Parameters(paramLabel = "KEY") String key,
            @Option(
                            names = "--expires-in-seconds",
                            paramLabel = "N",
                            description = "Time until it expires. It never expires if absent.")
                    @Nullable
                    Integer life) {
        vask.output().credentials(key, vask.api().post(path(key), body("expires_in_seconds", life)));
    }

    @Command(description = "Add a secret, show it only once, and let the previous secrets expire.")
    void rotate(
            @Parameters(paramLabel = "KEY") String key,
            @Option(
                            names = "--grace-seconds",
                            paramLabel = "N",
                            description = "Time until the previous secrets expire. One day if absent.")
                    @Nullable
                    Integer grace) {
        vask.output().credentials(key, vask.api().post(path(key) + "/rotate", body("grace_seconds", grace)));
    }

    @Command(description = "Revoke a secret immediately.")
    void end(@Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "ID") String id) {
        vask.api().delete(path(key) + "/" + PathSegment.of(id));
        vask.output()
                .done(
                        JsonNodeFactory.instance.objectNode().put("id", id).put("ended", true),
                        "Revoked secret '%s'.".formatted(id));
    }

    @Command(description = "Encrypt the secrets of all apps again, under the first key of vask.secrets.key.")
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
