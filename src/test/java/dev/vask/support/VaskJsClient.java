package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A client with pusher-js and vask-js in a Node process, which follows channels. */
public final class VaskJsClient implements AutoCloseable {

    private static final Path PROJECT = Path.of("clients/vask-js");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final Thread reader;
    private final List<Event> events = new CopyOnWriteArrayList<>();

    /**
     * Something that the client received.
     *
     * @param channel the channel, empty for a new state of the connection
     * @param name    the name of the event or of the state
     */
    public record Event(String channel, String name, JsonNode data) {}

    /**
     * Starts a client. Node and npm must be installed.
     *
     * @param port     the port of a server or of a proxy
     * @param channels the channels to follow
     */
    public VaskJsClient(TestApp app, int port, List<String> channels) {
        try {
            assertThat(PROJECT.resolve("dist/vask.js"))
                    .as("built by `make client`")
                    .isNotEmptyFile();
            new NodeJsProject(PROJECT, Path.of("target/vask-js")).install();
            ProcessBuilder builder = new ProcessBuilder("node", "support/follow.js")
                    .directory(PROJECT.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("VASK_TEST_PORT", Integer.toString(port));
            builder.environment().put("VASK_TEST_KEY", app.key());
            builder.environment().put("VASK_TEST_SECRET", app.secret());
            builder.environment().put("VASK_TEST_CHANNELS", String.join(",", channels));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = Json.parse(line);
                events.add(new Event(event.get(0).textValue(), event.get(1).textValue(), event.get(2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All events of a channel that are not events of the protocol, in order. */
    public List<Event> received(String channel) {
        return events.stream()
                .filter(it -> it.channel().equals(channel) && !it.name().startsWith("pusher"))
                .toList();
    }

    /** Waits until so many events with this name were received on a channel, and returns the last of them. */
    public Event await(String channel, String name, int count) {
        Awaitility.await("%d events %s on '%s'".formatted(count, name, channel))
                .atMost(TIMEOUT)
                .until(() -> named(channel, name).size() >= count);
        return named(channel, name).get(count - 1);
    }

    private List<Event> named(String channel, String name) {
        return events.stream()
                .filter(it -> it.channel().equals(channel) && it.name().equals(name))
                .toList();
    }

    /** Ends the process. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
            reader.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
