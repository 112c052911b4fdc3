package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.apps.SecretLastUsed;
import dev.vask.limits.ClientAddress;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.SocketId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks the signatures that an app's backend makes for one connection (3.2). */
final class SubscriptionAuthorizer {

    private final SecretLastUsed secrets;
    private final ClientAddress clientAddress;

    SubscriptionAuthorizer(SecretLastUsed secrets, ClientAddress clientAddress) {
        this.secrets = secrets;
        this.clientAddress = clientAddress;
    }

    /**
     * Checks the signature of a subscription.
     *
     * @param channelData as received, null if absent; if present, it is part of the signed text on every channel type (3.2.c)
     * @throws CommandRejectedException 4009
     */
    void checkSubscription(
            App app, SocketId socket, String channel, @Nullable String channelData, @Nullable String auth) {
        String signed = socket + ":" + channel + (channelData == null ? "" : ":" + channelData);
        check(app, signed, auth, "channel " + channel);
    }

    /**
     * Checks the signature of a sign-in.
     *
     * @throws CommandRejectedException 4009
     */
    void checkSignIn(App app, SocketId socket, String userData, @Nullable String auth) {
        check(app, socket + "::user::" + userData, auth, "sign-in");
    }

    private void check(App app, String signed, @Nullable String auth, String what) {
        if (auth == null || auth.isEmpty()) {
            throw CommandRejectedException.unauthorized(
                    "Missing auth string for %s: send \"{app_key}:{signature}\".".formatted(what));
        }
        int colon = auth.indexOf(':');
        if (colon < 0) {
            throw CommandRejectedException.unauthorized(
                    "Invalid auth string for %s: must be \"{app_key}:{signature}\".".formatted(what));
        }
        if (!auth.substring(0, colon).equals(app.key())) {
            throw CommandRejectedException.unauthorized(
                    "Invalid auth string for %s: it is for another app, not for app %s.".formatted(what, app.key()));
        }
        if (clientAddress.signatureDelay() instanceof Duration wait) {
            throw new CommandRejectedException(
                    ErrorCode.OVER_CAPACITY,
                    "Cannot check the signature for %s: too many wrong signatures from this address. Try again in %d s."
                            .formatted(what, wait.toSeconds() + 1));
        }
        if (!secrets.verify(app, signed, auth.substring(colon + 1), Instant.now())) {
            clientAddress.countFailedSignature();
            throw CommandRejectedException.unauthorized(
                    ("Invalid signature for %s: must be the lower-case hex HMAC-SHA256 of the text to sign for socket_id %s,"
                                    + " keyed with the app's secret.")
                            .formatted(what, signed.substring(0, signed.indexOf(':'))));
        }
    }
}
