package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask tail}. */
@Command(
        name = "tail",
        description = {
            "Show what happens in an app, live: connections, subscriptions, events, rejections, webhooks.",
            "Reconnects when the connection is lost. Ends with Ctrl-C."
        })
@RegisterForReflection
final class TailCommand implements Runnable {

    @ParentCommand
    private CommandLineInterface vask;

    @Parameters(paramLabel = "KEY")
    private String key;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "Show only this type, such as event_published; repeat for more.")
    private List<String> types = List.of();

    @Option(
            names = "--channel",
            paramLabel = "PREFIX",
            description = "Show only channels whose names start with this prefix.")
    private @Nullable String channel;

    @Option(names = "--socket-id", paramLabel = "ID", description = "Show only this connection.")
    private @Nullable String socketId;

    @Option(names = "--user-id", paramLabel = "ID", description = "Show only this user.")
    private @Nullable String userId;

    @Override
    public void run() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!types.isEmpty()) {
            parameters.put("types", String.join(",", types));
        }
        add(parameters, "channel", channel);
        add(parameters, "socket_id", socketId);
        add(parameters, "user_id", userId);
        String query = parameters.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String path = "apps/%s/feed%s".formatted(PathSegment.of(key), query.isEmpty() ? "" : "?" + query);
        new FeedReader(vask.api(), path, new FeedPrinter(vask.output()), vask::note).run();
    }

    private static void add(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
