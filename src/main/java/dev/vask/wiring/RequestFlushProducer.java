package dev.vask.wiring;

import dev.vask.apps.AppStore;
import dev.vask.functions.FunctionConfig;
import dev.vask.functions.RequestFlush;
import dev.vask.live.LiveState;
import dev.vask.traces.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces what stores counters at the end of requests, which only functions need. */
@ApplicationScoped
class RequestFlushProducer {

    @Produces
    @Singleton
    RequestFlush requestFlush(
            VaskConfig config, FunctionConfig functions, LiveState live, AppStore apps, Traces traces) {
        return new RequestFlush(!config.role().runsBetweenRequests(), live, apps, traces, functions.flushTimeout());
    }
}
