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

/** A round-robin load balancer with keep-alive connections that sends requests only to nodes that report readiness. */
final class ReadinessProxy implements AutoCloseable {

    private static final Duration PROBE_INTERVAL = Duration.ofMillis(100);

    /** Failed probes in a row after which a node receives no requests. */
    private static final int UNHEALTHY_THRESHOLD = 3;

    private final Map<URI, Integer> failedProbes = new ConcurrentHashMap<>();
    private final AtomicInteger nextTarget = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final Thread prober = Thread.ofVirtual().unstarted(this::probe);

    ReadinessProxy() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the load balancer", e);
        }
        server.createContext("/", this::forward);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        prober.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Adds a node that is ready. */
    void add(VaskNode node) {
        failedProbes.put(node.api(), 0);
    }

    /** Whether it sends requests to a node. */
    boolean uses(VaskNode node) {
        return failedProbes.get(node.api()) < UNHEALTHY_THRESHOLD;
    }

    private void probe() {
        try {
            while (true) {
                Thread.sleep(PROBE_INTERVAL);
                failedProbes.replaceAll((node, failed) -> isReady(node) ? 0 : failed + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test has ended
        }
    }

    private boolean isReady(URI node) {
        try {
            HttpRequest probe = HttpRequest.newBuilder(node.resolve("/q/health/ready"))
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

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<URI> targets = failedProbes.entrySet().stream()
                    .filter(node -> node.getValue() < UNHEALTHY_THRESHOLD)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            if (targets.isEmpty()) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            URI target = targets.get(Math.floorMod(nextTarget.getAndIncrement(), targets.size()));
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest request = HttpRequest.newBuilder(
                            target.resolve(exchange.getRequestURI().toString()))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
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
