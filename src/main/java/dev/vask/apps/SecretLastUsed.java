package dev.vask.apps;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The days (UTC) on which secrets were last used, that is on which a signature of theirs was accepted. Never blocks. */
public interface SecretLastUsed {

    /** Records that a secret of an app is used. Local, and cheap after the first time on a day. */
    void recordUse(App app, AppSecret secret, Instant now);

    /** The day on which each secret of an app was last used, by {@link AppSecret#id}; without secrets that were never used. */
    CompletionStage<Map<String, LocalDate>> lastUsedDays(String key);

    /** Stores now what {@link #recordUse} has recorded and would store later. Never fails. */
    CompletionStage<Void> flushUses();

    /** Whether {@code signature} over {@code text} was made with a live secret of the app. Records its use if so. */
    default boolean verify(App app, String text, String signature, Instant now) {
        AppSecret signer = app.signer(text, signature, now);
        if (signer != null) {
            recordUse(app, signer, now);
        }
        return signer != null;
    }
}
