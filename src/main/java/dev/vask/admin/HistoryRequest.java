package dev.vask.admin;

import dev.vask.apps.HistorySettings;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the history in a create or update request. Absent fields have their default.
 *
 * @param maxEvents  the maximum number of events of a channel
 * @param ttlSeconds seconds for which an event is kept
 * @param maxBytes   the maximum size of the events of a channel
 */
@RegisterForReflection
@Schema(name = "HistorySettings", description = "The limits are per channel")
record HistoryRequest(
        @Schema(defaultValue = "false") @Nullable Boolean enabled,

        @Schema(defaultValue = "" + HistorySettings.DEFAULT_MAX_EVENTS)
        @Min(value = HistorySettings.SMALLEST_LIMIT, message = HistoryRequest.EVENTS)
        @Max(value = HistorySettings.LARGEST_MAX_EVENTS, message = HistoryRequest.EVENTS)
        @Nullable
        Integer maxEvents,

        @Schema(defaultValue = "" + HistorySettings.DEFAULT_TTL_SECONDS)
        @Min(value = HistorySettings.SMALLEST_LIMIT, message = HistoryRequest.TTL)
        @Max(value = HistorySettings.LARGEST_TTL_SECONDS, message = HistoryRequest.TTL)
        @Nullable
        Integer ttlSeconds,

        @Schema(defaultValue = "" + HistorySettings.DEFAULT_MAX_BYTES)
        @Min(value = HistorySettings.SMALLEST_MAX_BYTES, message = HistoryRequest.BYTES)
        @Max(value = HistorySettings.LARGEST_MAX_BYTES, message = HistoryRequest.BYTES)
        @Nullable
        Integer maxBytes,

        @Schema(defaultValue = "false") @Nullable Boolean clientEvents) {

    private static final String FROM = "must be an integer from ";
    static final String EVENTS = FROM + HistorySettings.SMALLEST_LIMIT + " to " + HistorySettings.LARGEST_MAX_EVENTS;
    static final String TTL = FROM + HistorySettings.SMALLEST_LIMIT + " to " + HistorySettings.LARGEST_TTL_SECONDS;
    static final String BYTES = FROM + HistorySettings.SMALLEST_MAX_BYTES + " to " + HistorySettings.LARGEST_MAX_BYTES;

    /**
     * The settings with defaults for absent fields.
     *
     * @param before the current settings, null if the app is new
     */
    HistorySettings settings(@Nullable HistorySettings before, Instant now) {
        HistorySettings wanted = settings();
        return before == null ? wanted.ofNewApp(now) : wanted.replacing(before, now);
    }

    private HistorySettings settings() {
        return new HistorySettings(
                Boolean.TRUE.equals(enabled),
                maxEvents == null ? HistorySettings.DEFAULT_MAX_EVENTS : maxEvents,
                ttlSeconds == null ? HistorySettings.DEFAULT_TTL_SECONDS : ttlSeconds,
                maxBytes == null ? HistorySettings.DEFAULT_MAX_BYTES : maxBytes,
                Boolean.TRUE.equals(clientEvents),
                0);
    }
}
