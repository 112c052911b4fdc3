package dev.vask.wiring;

import dev.vask.logs.JsonLogFields;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Adds fields to the lines of a JSON log. Only lines that Quarkus writes before its extensions have started lack them. */
@Singleton
final class LogFields {

    private static final int BEFORE_THE_JOB = -1;

    void install(@Observes @Priority(BEFORE_THE_JOB) StartupEvent event) {
        JsonLogFields.install();
    }
}
