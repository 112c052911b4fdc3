package dev.vask.wiring;

import dev.vask.traces.Traces;
import dev.vask.traces.TracesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Produces the traces of the settings. */
@ApplicationScoped
class TracesProducer {

    @Produces
    @Singleton
    Traces traces(TracesConfig traces, VaskConfig config) {
        return Traces.of(traces, config.role().name().toLowerCase(Locale.ROOT));
    }
}
