package dev.vask.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResources;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Traces with the OpenTelemetry SDK: spans wait in a bounded queue, and a separate thread exports them. The exporter finds its HTTP
 * client as a service, which must be registered for a native executable.
 */
@RegisterForReflection(
        classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider",
        methods = false,
        fields = false)
@RegisterResources(globs = "META-INF/services/io.opentelemetry.exporter.internal.http.HttpSenderProvider")
final class OpenTelemetryTraces implements Traces {

    private static final String TRACEPARENT = "traceparent";
    private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);

    private final TextMapPropagator w3c = W3CTraceContextPropagator.getInstance();
    private final Headers headers = new Headers();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /** Reads headers for the propagator. */
    private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {

        @Override
        public Iterable<String> keys(Function<String, @Nullable String> requestHeaders) {
            return List.of(); // not called: the names of W3C Trace Context are known
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> requestHeaders, String name) {
            return requestHeaders == null ? null : requestHeaders.apply(name);
        }
    }

    /**
     * Creates traces that are exported to a collector.
     *
     * @param collector the OTLP/HTTP address of the collector
     * @param sample    the share of traces that start here, from 0 to 1
     * @param role      the role of this node
     */
    OpenTelemetryTraces(URI collector, double sample, String role) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(collector.toString()).build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.builder()
                        .put("service.name", "vask")
                        .put("service.instance.id", UUID.randomUUID().toString())
                        .put("vask.role", role)
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sample)))
                .addSpanProcessor(BatchSpanProcessor.builder(new LogOnceExporter(exporter, collector))
                        .setScheduleDelay(EXPORT_INTERVAL)
                        .build())
                .build();
        tracer = provider.get("dev.vask");
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Trace request(String name, Function<String, @Nullable String> requestHeaders) {
        Span span = begin(name, SpanKind.SERVER, parentContext(requestHeaders));
        return span.isRecording() ? new OpenTelemetryTrace(this, span) : Trace.NONE;
    }

    @Override
    public FanOutTrace fanOut(String context) {
        Context publisher = parentContext(name -> name.equals(TRACEPARENT) ? context : null);
        return Span.fromContext(publisher).getSpanContext().isValid() ? fanOut(publisher) : FanOutTrace.NONE;
    }

    FanOutTrace fanOut(Context parent) {
        Span span = begin("fan-out", SpanKind.CONSUMER, parent);
        return FanOutTrace.of((messages, deliveries) -> {
            span.setAttribute("vask.channels", messages);
            span.setAttribute("vask.deliveries", deliveries);
            span.end();
        });
    }

    Span begin(String name, SpanKind kind, Context parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
    }

    private Context parentContext(Function<String, @Nullable String> requestHeaders) {
        return w3c.extract(Context.root(), requestHeaders, headers);
    }

    String traceparent(Context context) {
        Map<String, String> injected = new HashMap<>();
        w3c.inject(context, injected, Map::put);
        return injected.getOrDefault(TRACEPARENT, "");
    }

    @Override
    public CompletionStage<@Nullable Void> flush() {
        return stage(provider.forceFlush());
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        return stage(provider.shutdown());
    }

    private static CompletionStage<@Nullable Void> stage(CompletableResultCode code) {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        code.whenComplete(() -> ended.complete(null));
        return ended;
    }
}
