package dev.vask.apps.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A migration, as Flyway records it in the database. */
record AppliedMigration(@Nullable String version, @Nullable Integer checksum, boolean success) {

    private static final String FOLDER = "/db/migration/";

    /** The files of the migrations, in order. */
    static final List<String> FILES = List.of(
            "V1__apps.sql",
            "V2__secrets_at_rest.sql",
            "V3__quotas_on_form.sql",
            "V4__events_per_month.sql",
            "V5__last_use_of_secrets.sql",
            "V6__events_by_day.sql",
            "V7__channels.sql",
            "V8__bound_secrets.sql",
            "V9__quotas.sql");

    /** All migrations of this version, in order, as they are recorded after success. */
    static List<AppliedMigration> all() {
        return FILES.stream().map(AppliedMigration::of).toList();
    }

    private static AppliedMigration of(String file) {
        CRC32 sum = new CRC32();
        text(file).lines().forEach(line -> sum.update(line.getBytes(UTF_8)));
        return new AppliedMigration(file.substring(1, file.indexOf("__")), (int) sum.getValue(), true);
    }

    /** The content of a file. */
    static String text(String file) {
        try (InputStream text = AppliedMigration.class.getResourceAsStream(FOLDER + file)) {
            if (text == null) {
                throw new IllegalStateException("Migration not found: " + file);
            }
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
