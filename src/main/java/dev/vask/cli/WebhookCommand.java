package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask webhook}. */
@Command(name = "webhook", description = "Test and monitor the webhook of an app.", synopsisSubcommandLabel = "COMMAND")
@RegisterForReflection
final class WebhookCommand {

    @ParentCommand
    private CommandLineInterface vask;

    @Command(
            description = "Send a test event now and show the endpoint's response. Exit code 1 if it was not accepted.")
    void test(@Parameters(paramLabel = "KEY") String key) {
        ObjectNode result = vask.api().post(path(key) + "/test", JsonNodeFactory.instance.objectNode());
        vask.output().details(result);
        if (!result.path("delivered").booleanValue()) {
            throw new CommandFailedException(
                    ExitCode.REJECTED,
                    "The endpoint did not accept the test event: %s"
                            .formatted(result.path("error").asText()));
        }
    }

    @Command(description = "Show the state of the webhook queue.")
    void status(@Parameters(paramLabel = "KEY") String key) {
        vask.output().details(vask.api().get(path(key) + "/status"));
    }

    @Command(
            name = "dead-letters",
            description = "List the deliveries that failed permanently in the last 7 days, newest first.")
    void deadLetters(
            @Parameters(paramLabel = "KEY") String key,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of results, at most 1000 (default: ${DEFAULT-VALUE}).")
                    int limit) {
        ObjectNode response = vask.api().get("%s/dead-letters?limit=%d".formatted(path(key), limit));
        Output output = vask.output();
        if (output.isJson()) {
            output.json(response);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DELIVERY", "GIVEN UP AT", "ATTEMPTS", "EVENTS", "ERROR"));
        for (JsonNode letter : response.path("dead_letters")) {
            rows.add(List.of(
                    letter.path("delivery").asText(),
                    Instant.ofEpochMilli(letter.path("given_up_at_ms").longValue())
                            .toString(),
                    letter.path("attempts").asText(),
                    String.join(", ", names(letter.path("body").path("events"))),
                    letter.path("error").asText()));
        }
        output.print(rows);
    }

    private static List<String> names(JsonNode events) {
        List<String> names = new ArrayList<>();
        events.forEach(event -> names.add(event.path("name").asText()));
        return names;
    }

    @Command(description = "Deliver dead letters again.")
    void replay(
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(
                            paramLabel = "DELIVERY",
                            arity = "0..1",
                            description = "The dead letter to deliver; all if it is absent.")
                    @Nullable
                    String delivery) {
        String letters = path(key) + "/dead-letters/";
        String target = delivery == null ? letters + "replay" : letters + PathSegment.of(delivery) + "/replay";
        vask.output().details(vask.api().post(target, JsonNodeFactory.instance.objectNode()));
    }

    private static String path(String key) {
        return "apps/%s/webhook".formatted(PathSegment.of(key));
    }
}
