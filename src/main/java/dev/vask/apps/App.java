package dev.vask.apps;

import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.Quote;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as it stands at a moment; a change makes a new one.
 *
 * @param key                public name, in every URL; also what SDKs call the app id (2.1)
 * @param name               for people
 * @param enabled            whether it may connect and publish (4003, 403)
 * @param clientEvents       whether sockets may publish client events (10.1)
 * @param subscriptionCounts whether subscribers hear how many they are (section 12)
 * @param allowedOrigins     where browsers may come from, like {@code https://app.example.com} or {@code *.example.com};
 *                           empty for everywhere
 * @param quotas             how much it may do
 * @param secrets            its secrets, newest first, at least one; some may have expired since
 * @param webhook            where its backend is told what happens, null if nowhere
 */
public record App(
        String key,
        String name,
        boolean enabled,
        boolean clientEvents,
        boolean subscriptionCounts,
        List<String> allowedOrigins,
        Quotas quotas,
        List<AppSecret> secrets,
        @Nullable Webhook webhook) {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public App {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("app %s has no secret".formatted(key));
        }
        allowedOrigins = List.copyOf(allowedOrigins);
        secrets = List.copyOf(secrets);
    }

    /** An app without a webhook. */
    public App(
            String key,
            String name,
            boolean enabled,
            boolean clientEvents,
            boolean subscriptionCounts,
            List<String> allowedOrigins,
            Quotas quotas,
            List<AppSecret> secrets) {
        this(key, name, enabled, clientEvents, subscriptionCounts, allowedOrigins, quotas, secrets, null);
    }

    /** An enabled app with the protocol's defaults: client events and subscription counts off (10.9, 12.1). */
    public static App withDefaults(String key, Secret secret) {
        return new App(key, key, true, false, false, List.of(), Quotas.DEFAULTS, List.of(AppSecret.of(secret)));
    }

    /** Whether a text may be an app's key (2.5). */
    public static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /**
     * The key, if it may be one.
     *
     * @throws InvalidNameException if not; the message says what a key looks like
     */
    public static String checkKey(String key) {
        if (!isKey(key)) {
            throw new InvalidNameException(
                    "Invalid app key '%s': must be 1 to 64 characters of A-Z a-z 0-9 _ -".formatted(Quote.of(key)));
        }
        return key;
    }

    /** Whether a text may stand in {@link #allowedOrigins}. */
    public static boolean isOriginPattern(String text) {
        return OriginPattern.parse(text).isPresent();
    }

    /** Whether a browser may connect from {@code origin}, the value of its {@code Origin} header. */
    public boolean allowsOrigin(String origin) {
        return allowedOrigins.isEmpty()
                || allowedOrigins.stream()
                        .flatMap(allowed -> OriginPattern.parse(allowed).stream())
                        .anyMatch(pattern -> pattern.matches(origin));
    }

    /** The webhook through which its backend is told what happens now, null if there is none or anything is disabled. */
    public @Nullable Webhook activeWebhook() {
        return enabled && webhook != null && webhook.enabled() ? webhook : null;
    }

    /** Whether its backend is told of events of this type (13.2). */
    public boolean reports(WebhookType type) {
        Webhook active = activeWebhook();
        return active != null && active.events().contains(type);
    }

    /** This app with another webhook, or with none. */
    public App withWebhook(@Nullable Webhook other) {
        return new App(
                key, name, enabled, clientEvents, subscriptionCounts, allowedOrigins, quotas, secrets, other);
    }

    /** This app with other secrets, newest first. */
    public App withSecrets(List<AppSecret> others) {
        return new App(
                key, name, enabled, clientEvents, subscriptionCounts, allowedOrigins, quotas, others, webhook);
    }

    /** Those of its secrets that count at a moment, newest first. */
    public List<AppSecret> liveSecrets(Instant now) {
        return secrets.stream().filter(it -> it.isLive(now)).toList();
    }

    /**
     * The signature by which its backend knows that a webhook is ours (3.3): made with the newest secret of those without an end,
     * which there always is unless an app was made by hand. One with an end from its start is for something else.
     */
    public String signWebhook(byte[] body) {
        return secrets.stream()
                .filter(it -> it.expires() == null)
                .findFirst()
                .orElseGet(secrets::getFirst)
                .secret()
                .signWebhook(body);
    }

    /** The secret, live at a moment, with which {@code signature} over {@code text} was made; null if with none. */
    public @Nullable AppSecret signer(String text, String signature, Instant now) {
        AppSecret signer = null;
        for (AppSecret it : secrets) { // all of them, so that the time that it takes does not tell which
            if (it.isLive(now) && it.secret().verifies(text, signature)) {
                signer = it;
            }
        }
        return signer;
    }
}
