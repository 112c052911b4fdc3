package dev.vask.traces;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where traces begin, or go on that began elsewhere. Never blocks. Safe for use by several threads. */
public interface Traces {

    /** No traces: costs nothing, and loads no class of OpenTelemetry. */
    Traces OFF = new NoTraces();

    /**
     * The traces that the settings ask for.
     *
     * @param role of this instance
     * @throws ConfigurationException if they ask for what cannot be; the message is for the operator, who sees nothing else
     */
    static Traces of(TracesConfig settings, String role) {
        return settings.endpoint().isEmpty()
                ? OFF
                : new OpenTelemetryTraces(
                        Settings.collector(settings.endpoint().get()), Settings.ratio(settings.sample()), role);
    }

    /** Whether anything is traced at all. */
    boolean isOn();

    /**
     * A request begins that may be part of a trace: of its sender's, if its headers say so.
     *
     * @param name    of its span
     * @param headers the request's headers by their names, null for those that it does not have
     */
    Trace request(String name, Function<String, @Nullable String> headers);

    /** What another node published begins to come in; null if the context, as {@link Trace#context} told it, is none. */
    @Nullable FanOut fanOut(String context);

    /** Has the collector told what it was not told yet; nothing is traced from here on. */
    CompletionStage<@Nullable Void> close();
}
