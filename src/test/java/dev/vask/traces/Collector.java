package dev.vask.traces;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An OTLP/HTTP collector on 127.0.0.1. */
final class Collector implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<RecordedSpan> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A received span.
     *
     * @param instance the {@code service.instance.id} of the sender
     * @param parent   empty if it is the root of its trace
     */
    record RecordedSpan(
            String instance,
            String trace,
            String id,
            String parent,
            String name,
            Map<String, String> attributes,
            boolean failed) {}

    private Collector(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    /** A collector on a free port. */
    static Collector open() {
        return new Collector(0);
    }

    /** A collector on a port, which must be free. */
    static Collector open(int port) {
        return new Collector(port);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            request.getResourceSpansList().forEach(of -> {
                String instance =
                        attributes(of.getResource().getAttributesList()).get("service.instance.id");
                of.getScopeSpansList()
                        .forEach(in -> in.getSpansList().forEach(it -> spans.add(recorded(instance, it))));
            });
            byte[] response = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, response.length == 0 ? -1 : response.length);
        }
    }

    private static RecordedSpan recorded(String instance, Span span) {
        return new RecordedSpan(
                instance,
                HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                attributes(span.getAttributesList()),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR);
    }

    private static Map<String, String> attributes(List<KeyValue> all) {
        return all.stream().collect(Collectors.toMap(KeyValue::getKey, it -> text(it.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    /** All spans so far. */
    List<RecordedSpan> spans() {
        return List.copyOf(spans);
    }

    /** Waits until a trace has a number of spans, and returns them. */
    List<RecordedSpan> trace(String id, int spans) {
        return await("spans, received: " + spans())
                .atMost(TIMEOUT)
                .until(
                        () -> spans().stream()
                                .filter(it -> it.trace().equals(id))
                                .toList(),
                        all -> all.size() >= spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
