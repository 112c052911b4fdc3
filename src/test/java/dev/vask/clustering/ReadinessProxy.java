package dev.vask.clustering;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vask.support.VaskNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer: sends requests to instances in turn, over connections that it keeps, as long as an instance reports that it is ready. */
final class ReadinessProxy implements AutoCloseable {

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);

    private final Map<URI, Boolean> ready = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final Thread prober = Thread.ofVirtual().unstarted(this::probe);

    ReadinessProxy() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no server of the test", e);
        }
        server.createContext("/", this::passOn);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        prober.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** An instance that is ready. */
    void add(VaskNode instance) {
        ready.put(instance.api(), true);
    }

    /** Whether it sends requests to an instance. */
    boolean uses(VaskNode instance) {
        return ready.get(instance.api());
    }

    private void probe() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_PROBES);
                ready.replaceAll((instance, before) -> isReady(instance));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test has ended
        }
    }

    private boolean isReady(URI instance) {
        try {
            HttpRequest probe = HttpRequest.newBuilder(instance.resolve("/q/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return client.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<URI> usable = ready.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            if (usable.isEmpty()) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            URI target = usable.get(Math.floorMod(turn.getAndIncrement(), usable.size()));
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest request = HttpRequest.newBuilder(
                            target.resolve(exchange.getRequestURI().toString()))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        prober.interrupt();
        server.stop(0);
        client.close();
    }
}
