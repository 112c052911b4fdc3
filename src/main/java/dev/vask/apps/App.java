package dev.vask.apps;

import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an app, immutable.
 *
 * @param key                public identifier, in every URL; SDKs also call it the app id (2.1)
 * @param appId              another name of the app in paths of the HTTP API (2.2), null if it has none
 * @param name               display name
 * @param enabled            whether it accepts connections and requests (4003, 403)
 * @param clientEvents       whether connections may publish client events (10.1)
 * @param subscriptionCounts whether subscribers receive subscription counts (section 12)
 * @param allowedOrigins     origins that browsers may connect from, like {@code https://app.example.com} or {@code *.example.com};
 *                           empty allows all
 * @param quotas             the limits of the app
 * @param secrets            its secrets, newest first, at least one; some may have expired
 * @param webhook            its webhook, null if it has none
 * @param cloudEventsToken   the token with which CloudEvents are published, null if the app has no token
 * @param history            which events are kept for clients that reconnect ({@code docs/recovery.md})
 * @param access             rules for its connections
 */
public record App(
        String key,
        @Nullable String appId,
        String name,
        boolean enabled,
        boolean clientEvents,
        boolean subscriptionCounts,
        List<String> allowedOrigins,
        Quotas quotas,
        List<AppSecret> secrets,
        @Nullable Webhook webhook,
        @Nullable TokenHash cloudEventsToken,
        HistorySettings history,
        AccessSettings access) {

    /** The time within which every node has received a change of an app. */
    public static final Duration PROPAGATION_TIME = Duration.ofSeconds(10);

    /** Regular expression of a key (2.5), and of an {@code app_id}. */
    public static final String KEY_PATTERN = "[A-Za-z0-9_-]{1,64}";

    private static final Pattern KEY = Pattern.compile(KEY_PATTERN);

    public App {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("app %s has no secret".formatted(key));
        }
        allowedOrigins = List.copyOf(allowedOrigins);
        secrets = List.copyOf(secrets);
    }

    /** An app with the defaults of the other settings: without an app id, a webhook, a token for CloudEvents, and history. */
    public App(
            String key,
            String name,
            boolean enabled,
            boolean clientEvents,
            boolean subscriptionCounts,
            List<String> allowedOrigins,
            Quotas quotas,
            List<AppSecret> secrets) {
        this(
                key,
                null,
                name,
                enabled,
                clientEvents,
                subscriptionCounts,
                allowedOrigins,
                quotas,
                secrets,
                null,
                null,
                HistorySettings.OFF,
                AccessSettings.DEFAULTS);
    }

    /** An enabled app with the protocol's defaults: client events and subscription counts off (10.9, 12.1). */
    public static App withDefaults(String key, Secret secret) {
        return new App(key, key, true, false, false, List.of(), Quotas.DEFAULTS, List.of(AppSecret.of(secret)));
    }

    /** Whether a text is a valid app key (2.5), and a valid app id (2.2). */
    public static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /**
     * Returns the key if it is valid.
     *
     * @throws InvalidNameException if not
     */
    public static String checkKey(String key) {
        if (!isKey(key)) {
            throw new InvalidNameException(
                    "Invalid app key '%s': must be 1 to 64 characters of A-Z a-z 0-9 _ -".formatted(SafeQuote.of(key)));
        }
        return key;
    }

    /** Whether a text is valid in {@link #allowedOrigins}. */
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

    /** The webhook, or null if it is not set, or if the app or the webhook is disabled. */
    public @Nullable Webhook activeWebhook() {
        return enabled && webhook != null && webhook.enabled() ? webhook : null;
    }

    /** Whether events of this type are sent to the webhook (13.2). */
    public boolean sendsToWebhook(WebhookType type) {
        Webhook active = activeWebhook();
        return active != null && active.events().contains(type);
    }

    /** This app with another app id, or null for none. */
    public App withAppId(@Nullable String other) {
        return with(other, secrets, webhook, cloudEventsToken, history, access);
    }

    /** This app with other secrets, newest first. */
    public App withSecrets(List<AppSecret> other) {
        return with(appId, other, webhook, cloudEventsToken, history, access);
    }

    /** This app with another webhook, or none. */
    public App withWebhook(@Nullable Webhook other) {
        return with(appId, secrets, other, cloudEventsToken, history, access);
    }

    /** This app with another token for CloudEvents, or none. */
    public App withCloudEventsToken(@Nullable TokenHash other) {
        return with(appId, secrets, webhook, other, history, access);
    }

    /** This app with other settings of its history. */
    public App withHistory(HistorySettings other) {
        return with(appId, secrets, webhook, cloudEventsToken, other, access);
    }

    /** This app with other rules for its connections. */
    public App withAccess(AccessSettings other) {
        return with(appId, secrets, webhook, cloudEventsToken, history, other);
    }

    private App with(
            @Nullable String otherAppId,
            List<AppSecret> otherSecrets,
            @Nullable Webhook otherWebhook,
            @Nullable TokenHash otherToken,
            HistorySettings otherHistory,
            AccessSettings otherAccess) {
        return new App(
                key,
                otherAppId,
                name,
                enabled,
                clientEvents,
                subscriptionCounts,
                allowedOrigins,
                quotas,
                otherSecrets,
                otherWebhook,
                otherToken,
                otherHistory,
                otherAccess);
    }

    /** The secrets that are not expired at a time, newest first. */
    public List<AppSecret> liveSecrets(Instant now) {
        return secrets.stream().filter(it -> it.isLive(now)).toList();
    }

    /**
     * Signs the body of a webhook (3.3) with the newest secret that does not expire. Every app has one, unless it was written to
     * the database by hand. A secret that was created with an expiry is not for webhooks.
     */
    public String signWebhook(byte[] body) {
        return lasting().signWebhook(body);
    }

    /** Signs the authorization of a channel or of a sign-in (3.2) with the same secret. */
    public String signAuthorization(String text) {
        return lasting().signAuthorization(text);
    }

    private Secret lasting() {
        return secrets.stream()
                .filter(it -> it.expires() == null)
                .findFirst()
                .orElseGet(secrets::getFirst)
                .secret();
    }

    /** The live secret with which {@code signature} over {@code text} was made, null if none. */
    public @Nullable AppSecret signer(String text, String signature, Instant now) {
        AppSecret signer = null;
        for (AppSecret it : secrets) { // all of them, so that the duration does not reveal which one matches
            if (it.isLive(now) && it.secret().verifies(text, signature)) {
                signer = it;
            }
        }
        return signer;
    }
}
