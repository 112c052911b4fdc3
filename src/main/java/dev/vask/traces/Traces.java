package dev.vask.traces;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts traces, or continues those of other services. Never blocks. Thread-safe. */
public interface Traces {

    /** No traces: no cost, and no class of OpenTelemetry is loaded. */
    Traces OFF = new NoTraces();

    /**
     * The traces of the settings.
     *
     * @param role the role of this node
     * @throws ConfigurationException if the settings are invalid; the message is for the operator
     */
    static Traces of(TracesConfig settings, String role) {
        return settings.endpoint().isEmpty()
                ? OFF
                : new OpenTelemetryTraces(
                        TracesSettings.collector(settings.endpoint().get()),
                        TracesSettings.ratio(settings.sample()),
                        role);
    }

    /** Whether anything is traced. */
    boolean isOn();

    /**
     * Starts the span of a request, as part of the sender's trace if its headers have one.
     *
     * @param name    the name of the span
     * @param headers the request's headers by name, null for absent ones
     */
    Trace request(String name, Function<String, @Nullable String> headers);

    /**
     * Starts the span of the delivery of a publish that another node made; {@link FanOutTrace#NONE} if the context, from
     * {@link Trace#context}, is empty or invalid.
     */
    FanOutTrace fanOut(String context);

    /** Exports the spans that have ended. */
    CompletionStage<@Nullable Void> flush();

    /** Exports the remaining spans. Nothing is traced afterwards. */
    CompletionStage<@Nullable Void> close();
}
