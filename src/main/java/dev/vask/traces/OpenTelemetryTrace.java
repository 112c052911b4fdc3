package dev.vask.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A span that is recorded by the OpenTelemetry SDK. */
final class OpenTelemetryTrace implements Trace {

    private final OpenTelemetryTraces traces;
    private final Span span;
    private final Context context;

    OpenTelemetryTrace(OpenTelemetryTraces traces, Span span) {
        this.traces = traces;
        this.span = span;
        this.context = Context.root().with(span);
    }

    @Override
    public void set(String attribute, String value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public void set(String attribute, long value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public Trace redis() {
        Span roundTrip = traces.begin("redis publish", SpanKind.CLIENT, context);
        roundTrip.setAttribute("db.system.name", "redis");
        return new OpenTelemetryTrace(traces, roundTrip);
    }

    @Override
    public FanOutTrace fanOut() {
        return traces.fanOut(context);
    }

    @Override
    public String context() {
        return traces.traceparent(context);
    }

    @Override
    public void fail(@Nullable String reason) {
        span.setStatus(StatusCode.ERROR, Objects.requireNonNullElse(reason, ""));
    }

    @Override
    public void end() {
        span.end();
    }
}
