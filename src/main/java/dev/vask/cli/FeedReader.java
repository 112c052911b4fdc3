package dev.vask.cli;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a stream of Server-Sent Events, and connects again when it is lost. */
final class FeedReader {

    private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

    private final AdminClient api;
    private final String path;
    private final FeedPrinter printer;
    private final Consumer<String> notes;

    private Duration backoff = MIN_BACKOFF;
    private String type = "";
    private @Nullable StringBuilder data;

    FeedReader(AdminClient api, String path, FeedPrinter printer, Consumer<String> notes) {
        this.api = api;
        this.path = path;
        this.printer = printer;
        this.notes = notes;
    }

    /**
     * Reads until the reader of the output has gone.
     *
     * @throws CommandFailedException if the server rejects the request, or cannot be reached the first time
     */
    void run() {
        boolean wasOpen = false;
        while (true) {
            FeedEnd end = readOnce();
            wasOpen |= end.opened();
            if (end.outputClosed()) {
                return;
            }
            CommandFailedException failure = end.failure();
            if (failure != null && (!wasOpen || failure.exitCode() != ExitCode.UNREACHABLE)) {
                throw failure;
            }
            String why = failure == null ? "The server ended the feed." : String.valueOf(failure.getMessage());
            pause(why);
        }
    }

    private void pause(String why) {
        long millis = backoff.toMillis() / 2 + ThreadLocalRandom.current().nextLong(backoff.toMillis() / 2);
        notes.accept("%s Connecting again in %.1f s; events in between are missing.".formatted(why, millis / 1000.0));
        backoff = backoff.multipliedBy(2).compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff.multipliedBy(2);
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.UNREACHABLE, "Interrupted.");
        }
    }

    /** One connection, from the request to its end. */
    private FeedEnd readOnce() {
        type = "";
        data = null;
        FeedLines lines = new FeedLines();
        BodyHandler<byte[]> handler = info -> {
            if (info.statusCode() != 200) {
                lines.status(info.statusCode());
                return BodySubscribers.ofByteArray();
            }
            lines.status(200);
            return BodySubscribers.fromLineSubscriber(lines, ignored -> new byte[0], StandardCharsets.UTF_8, null);
        };
        HttpClient client = api.http().client();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(api.stream(path), handler);
        exchange.whenComplete((response, failure) -> {
            if (failure != null) {
                lines.failed(failure);
            } else {
                lines.ended(response.body());
            }
        });
        try {
            return read(lines);
        } finally {
            exchange.cancel(true);
        }
    }

    private FeedEnd read(FeedLines lines) {
        boolean opened = false;
        while (true) {
            switch (lines.next()) {
                case FeedLines.Opened _ -> opened = true;
                case FeedLines.Line line -> {
                    backoff = MIN_BACKOFF;
                    if (!accept(line.text())) {
                        return new FeedEnd(opened, true, null);
                    }
                }
                case FeedLines.Ended end
                when end.status() == 200 -> {
                    return new FeedEnd(opened, false, null);
                }
                case FeedLines.Ended end -> {
                    return new FeedEnd(opened, false, api.http().rejected(end.status(), end.body()));
                }
                case FeedLines.Failed failed -> {
                    return new FeedEnd(opened, false, api.http().unreachable(failed.cause()));
                }
            }
        }
    }

    /** Reads a line as the specification of Server-Sent Events says. Returns false if the output is closed. */
    private boolean accept(String line) {
        if (line.isEmpty()) {
            boolean open = data == null || printer.print(type.isEmpty() ? "message" : type, data.toString());
            type = "";
            data = null;
            return open;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        if (field.equals("event")) {
            type = value;
        } else if (field.equals("data")) {
            data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
        }
        return true;
    }

    /**
     * How a connection ended.
     *
     * @param opened       whether the server had accepted the request
     * @param outputClosed whether the reader of the output has gone
     * @param failure      null if the server ended the response
     */
    private record FeedEnd(
            boolean opened, boolean outputClosed, @Nullable CommandFailedException failure) {}
}
