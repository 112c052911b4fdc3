package dev.vask.traces;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Logs one line when the export of spans starts to fail and one when it works again. */
final class LogOnceExporter implements SpanExporter {

    private static final Logger LOG = Logger.getLogger(LogOnceExporter.class);

    private final SpanExporter exporter;
    private final URI collector;
    private final AtomicBoolean failing = new AtomicBoolean();

    LogOnceExporter(SpanExporter exporter, URI collector) {
        this.exporter = exporter;
        this.collector = collector;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> logChange(result));
    }

    private void logChange(CompletableResultCode result) {
        boolean failed = !result.isSuccess();
        if (failing.getAndSet(failed) == failed) {
            return;
        }
        if (failed) {
            LOG.warnf(
                    "Cannot export traces to the collector at %s; dropping them: %s",
                    collector, reason(result.getFailureThrowable()));
        } else {
            LOG.infof("The collector at %s accepts traces again", collector);
        }
    }

    /** The cause of a failed export, from the JDK's HTTP client; without one, the collector returned an error. */
    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return cause == null ? "it returned an error" : cause.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
