package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask channels}. */
@Command(
        name = "channels",
        description =
                "List the occupied channels of the app, or show the state of one channel, as the backend of the app.")
@RegisterForReflection
final class ChannelsCommand implements Runnable {

    private static final String USER_COUNT = "user_count";

    @ParentCommand
    private CommandLineInterface vask;

    @Mixin
    private AppAccess app = new AppAccess();

    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "Show only this channel, occupied or not.")
    private @Nullable String channel;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "List only channels whose names start with this prefix.")
    private @Nullable String prefix;

    @Option(
            names = "--info",
            paramLabel = "ATTRIBUTES",
            description =
                    "Attributes to show, separated by commas: user_count; for one CHANNEL also subscription_count and cache.")
    private @Nullable String info;

    @Override
    public void run() {
        BackendClient api = app.client(vask.environment());
        Map<String, String> parameters = new HashMap<>();
        if (prefix != null) {
            parameters.put("filter_by_prefix", prefix);
        }
        if (info != null) {
            parameters.put("info", info);
        }
        if (channel == null) {
            list(api.get("/channels", parameters));
        } else {
            vask.output().details(api.get("/channels/" + PathSegment.of(channel), parameters));
        }
    }

    private void list(ObjectNode response) {
        Output output = vask.output();
        if (output.isJson()) {
            output.json(response);
            return;
        }
        boolean withUsers = info != null;
        List<List<String>> rows = new ArrayList<>();
        rows.add(withUsers ? List.of("CHANNEL", "USER COUNT") : List.of("CHANNEL"));
        for (Map.Entry<String, JsonNode> each : response.path("channels").properties()) {
            String name = each.getKey();
            rows.add(withUsers ? List.of(name, each.getValue().path(USER_COUNT).asText("-")) : List.of(name));
        }
        output.print(rows);
    }
}
