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

/** A collector of traces, on 127.0.0.1, that takes OTLP over HTTP. */
final class Collector implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Recorded> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A span as it came.
     *
     * @param instance which process tells of it
     * @param parent   empty if it is the root of its trace
     */
    record Recorded(
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
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** One that takes what it is told. */
    static Collector open() {
        return new Collector(0);
    }

    /** The same, on a port that is free. */
    static Collector open(int port) {
        return new Collector(port);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var told = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            told.getResourceSpansList().forEach(of -> {
                String instance =
                        attributes(of.getResource().getAttributesList()).get("service.instance.id");
                of.getScopeSpansList()
                        .forEach(in -> in.getSpansList().forEach(it -> spans.add(recorded(instance, it))));
            });
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        }
    }

    private static Recorded recorded(String instance, Span span) {
        return new Recorded(
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

    /** All spans up to now. */
    List<Recorded> spans() {
        return List.copyOf(spans);
    }

    /** Those of a trace, once there are so many. */
    List<Recorded> trace(String id, int spans) {
        return await("spans, of which came: " + spans())
                .atMost(PATIENCE)
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
