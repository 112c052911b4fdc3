package dev.vask.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vask publish}. */
@Command(
        name = "publish",
        description = "Publish an event to a channel or to a signed-in user, as the backend of the app.",
        customSynopsis = {
            "vask publish [OPTIONS] CHANNEL EVENT [DATA]",
            "       vask publish [OPTIONS] --user=ID EVENT [DATA]"
        })
@RegisterForReflection
final class PublishCommand implements Runnable {

    private static final String STANDARD_INPUT = "-";
    private static final int MAX_WORDS = 3;

    @ParentCommand
    private CommandLineInterface vask;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AppAccess app = new AppAccess();

    @Option(names = "--channel", paramLabel = "CHANNEL", description = "A further channel; repeat for more.")
    private List<String> furtherChannels = List.of();

    @Option(names = "--user", paramLabel = "ID", description = "Send the event to this signed-in user.")
    private @Nullable String user;

    @Option(
            names = "--socket-id",
            paramLabel = "ID",
            description = "Do not send the event to the connection with this socket id.")
    private @Nullable String socketId;

    @Option(
            names = "--info",
            paramLabel = "ATTRIBUTES",
            description = "Show counts of the channels: user_count, subscription_count, separated by a comma.")
    private @Nullable String info;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Publish once, however often the command is repeated with this key.")
    private @Nullable String idempotencyKey;

    @Option(names = "--return-ids", description = "Show the ids of the events, if the app has history.")
    private boolean returnIds;

    @Parameters(
            paramLabel = "CHANNEL EVENT [DATA]",
            arity = "1..3",
            hideParamSyntax = true,
            description =
                    "The channel, the name of the event and its data: any text, usually JSON; '-' reads it from standard"
                            + " input. The default is {}.")
    private List<String> words = List.of();

    @Override
    public void run() {
        int names = user == null ? 2 : 1;
        if (words.size() < names || words.size() > Math.min(names + 1, MAX_WORDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    user == null
                            ? "Expected CHANNEL EVENT [DATA], found %d arguments.".formatted(words.size())
                            : "Expected EVENT [DATA] with --user, found %d arguments.".formatted(words.size()));
        }
        if (user != null && (!furtherChannels.isEmpty() || socketId != null || info != null || returnIds)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--user cannot be combined with --channel, --socket-id, --info or --return-ids.");
        }
        String event = words.get(names - 1);
        String data = words.size() > names ? data(words.get(names)) : "{}";
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", event).put("data", data);
        if (idempotencyKey != null) {
            body.put("idempotency_key", idempotencyKey);
        }
        BackendClient api = app.client(vask.environment());
        if (user == null) {
            publish(api, event, body);
        } else {
            vask.output()
                    .done(
                            api.post("/users/%s/events".formatted(PathSegment.of(user)), body),
                            "Published '%s' to user '%s'.".formatted(event, user));
        }
    }

    private void publish(BackendClient api, String event, ObjectNode body) {
        List<String> channels = new ArrayList<>(List.of(words.getFirst()));
        channels.addAll(furtherChannels);
        channels.forEach(body.putArray("channels")::add);
        if (socketId != null) {
            body.put("socket_id", socketId);
        }
        if (info != null) {
            body.put("info", info);
        }
        if (returnIds) {
            body.put("return_ids", true);
        }
        ObjectNode response = api.post("/events", body);
        if (response.isEmpty()) {
            vask.output().done(response, "Published '%s' to %s.".formatted(event, String.join(", ", channels)));
        } else {
            vask.output().details(response);
        }
    }

    private static String data(String argument) {
        try {
            return argument.equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : argument;
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE, "Cannot read the data from standard input: " + e.getMessage());
        }
    }
}
