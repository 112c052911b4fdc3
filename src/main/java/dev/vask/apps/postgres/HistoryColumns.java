package dev.vask.apps.postgres;

import dev.vask.apps.HistorySettings;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** The columns of {@code apps} with the settings of the history. */
@Embeddable
class HistoryColumns {

    @Column(name = "history_enabled")
    boolean enabled;

    @Column(name = "history_max_events")
    int maxEvents = HistorySettings.DEFAULT_MAX_EVENTS;

    @Column(name = "history_ttl_seconds")
    int ttlSeconds = HistorySettings.DEFAULT_TTL_SECONDS;

    @Column(name = "history_max_bytes")
    int maxBytes = HistorySettings.DEFAULT_MAX_BYTES;

    @Column(name = "history_client_events")
    boolean clientEvents;

    @Column(name = "history_since")
    long since;

    /** Columns with the defaults; also for Hibernate. */
    HistoryColumns() {}

    static HistoryColumns of(HistorySettings settings) {
        HistoryColumns columns = new HistoryColumns();
        columns.enabled = settings.enabled();
        columns.maxEvents = settings.maxEvents();
        columns.ttlSeconds = settings.ttlSeconds();
        columns.maxBytes = settings.maxBytes();
        columns.clientEvents = settings.clientEvents();
        columns.since = settings.since();
        return columns;
    }

    HistorySettings settings() {
        return new HistorySettings(enabled, maxEvents, ttlSeconds, maxBytes, clientEvents, since);
    }
}
