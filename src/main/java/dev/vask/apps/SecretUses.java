package dev.vask.apps;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** On which days secrets were of use, that is something signed with them was accepted. Days are those of UTC. Never blocks. */
public interface SecretUses {

    /** Notes that a secret of an app is of use. Asks nobody, and costs next to nothing after the first time on a day. */
    void note(App app, AppSecret secret, Instant now);

    /** The last day of each of an app's secrets, by {@link AppSecret#id}; a secret that was never of use is not among them. */
    CompletionStage<Map<String, LocalDate>> lastUses(String key);

    /** Whether {@code signature} over {@code text} was made with a secret of the app that is live now; notes its use if so. */
    default boolean verify(App app, String text, String signature, Instant now) {
        AppSecret signer = app.signer(text, signature, now);
        if (signer != null) {
            note(app, signer, now);
        }
        return signer != null;
    }
}
