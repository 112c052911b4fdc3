package dev.vask.apps.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.LocalDate;

/** A row of {@code app_events}: the events that an app published on a day. */
@Entity(name = "Usage")
@Table(name = "app_events")
class UsageRow {

    @EmbeddedId
    Key key = new Key("", LocalDate.EPOCH);

    long events;

    /** For Hibernate. */
    UsageRow() {}

    UsageRow(Key key, long events) {
        this.key = key;
        this.events = events;
    }

    /**
     * The primary key.
     *
     * @param app key of the app
     * @param day the day (UTC)
     */
    @Embeddable
    record Key(@Column(name = "app_key") String app, LocalDate day) {}
}
