package dev.vask.admin;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.vask.apps.AccessSettings;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Secret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that creates or replaces an app. Absent fields have their default.
 *
 * @param key    null, or the key in the path
 * @param appId  null for none
 * @param name   null for the key
 * @param quotas limits by name; null is unlimited, a missing quota has its default
 * @param secret null to keep the secrets of the app, or to generate one for a new app
 */
@RegisterForReflection
@Schema(name = "AppSettings", description = "Absent fields get their default")
record AppRequest(
        @Schema(description = "Must equal the key in the path") @Nullable
        String key,

        @Schema(
                nullable = true,
                pattern = App.KEY_PATTERN,
                description = "Also names the app in paths of the HTTP API; never the key or the app_id of another app")
        @JsonSetter(nulls = Nulls.SKIP)
        @Pattern(regexp = App.KEY_PATTERN, message = AppRequest.APP_ID)
        @Nullable
        String appId,

        @Schema(description = "Defaults to the key")
        @Size(min = 1, max = 100, message = AppRequest.NAME)
        @Readable(message = AppRequest.NAME)
        @Nullable
        String name,

        @Schema(defaultValue = "true") @Nullable Boolean enabled,

        @Schema(defaultValue = "false") @Nullable Boolean clientEvents,

        @Schema(defaultValue = "false") @Nullable Boolean subscriptionCounts,

        @Size(max = 100, message = "must be an array of at most 100 strings") @Nullable
        List<@Origin String> allowedOrigins,

        @Schema(ref = "Quotas") @Nullable
        Map<@QuotaName String, @Min(value = Quota.MIN, message = AppRequest.QUOTA) @Nullable Integer> quotas,

        @Schema(description = "Events that are kept for clients that reconnect") @Valid @Nullable
        HistoryRequest history,

        @Schema(
                defaultValue = "false",
                description = "Whether connections must join a private or presence channel, or sign in, in time")
        @Nullable
        Boolean authorizedConnections,

        @Schema(
                defaultValue = "" + AccessSettings.RECONNECT,
                enumeration = {"" + AccessSettings.RECONNECT, "" + AccessSettings.STAY_AWAY},
                description = "Close code of terminated connections: 4200 reconnect, 4009 stay away")
        @TerminateCode
        @Nullable
        Integer terminateCode,

        @Schema(nullable = true) @JsonSetter(nulls = Nulls.SKIP) @Valid @Nullable
        WebhookRequest webhook,

        @Schema(description = "Replaces all secrets of the app")
        @Size(min = AppSecret.MIN_LENGTH, max = AppRequest.SECRET_LENGTH, message = AppRequest.SECRET)
        @Readable(message = AppRequest.SECRET)
        @Nullable
        String secret) {

    static final int SECRET_LENGTH = 200;
    static final String SECRET = "must be a string of " + AppSecret.MIN_LENGTH + " to " + SECRET_LENGTH
            + " characters without control characters";
    private static final String NO_KEY =
            "must be absent, because the server generates the key; to choose a key, use PUT /admin/v1/apps/{key}";
    static final String APP_ID = "must be a string of 1 to 64 characters of A-Z a-z 0-9 _ -, or null";
    static final String NAME = "must be a string of 1 to 100 characters without control characters";
    static final String QUOTA = "must be a positive integer or null, at most " + Quota.MAX;

    /**
     * Reads the settings of an app.
     *
     * @param pathKey the key in the path, which the body may repeat; null if the key is generated
     * @param targets the policy for webhook URLs
     * @throws dev.vask.protocol.InvalidJsonException if the body is not a JSON object
     * @throws InvalidFieldsException                 if fields are invalid or unknown; it has them all
     */
    static AppRequest read(
            RequestReader requests, byte @Nullable [] body, @Nullable String pathKey, WebhookTargetPolicy targets) {
        return requests.read(body, AppRequest.class, (request, json, problems) -> {
            if (json.has("key") && (pathKey == null || !pathKey.equals(request.key))) {
                problems.put(
                        "key",
                        pathKey == null
                                ? NO_KEY
                                : "must be absent or '%s', the same as in the path".formatted(pathKey));
            }
            request.checkWebhook(targets, problems);
        });
    }

    /** Adds the error of a webhook URL that the policy does not allow. */
    void checkWebhook(WebhookTargetPolicy targets, Map<String, String> problems) {
        if (webhook != null && webhook.url() != null) {
            targets.problemWith(webhook.url()).ifPresent(it -> problems.put("webhook.url", "must " + it));
        }
    }

    /**
     * The app with these settings.
     *
     * @param before the current app, null if it is new
     * @throws InvalidFieldsException if the webhook keeps the value of a header that the app does not have
     */
    App app(String key, @Nullable App before) {
        Webhook wanted = webhook == null ? null : webhook.toWebhook(before == null ? null : before.webhook());
        return new App(
                key,
                appId,
                name == null ? key : name,
                isEnabled(),
                Boolean.TRUE.equals(clientEvents),
                Boolean.TRUE.equals(subscriptionCounts),
                allowedOrigins == null ? List.of() : allowedOrigins,
                quotas == null ? Quotas.DEFAULTS : Quotas.ofNames(quotas),
                secrets(before),
                wanted == null ? null : wanted.ofGeneration(generation(wanted, before)),
                before == null ? null : before.cloudEventsToken(),
                history(before == null ? null : before.history()),
                new AccessSettings(
                        Boolean.TRUE.equals(authorizedConnections),
                        terminateCode == null ? AccessSettings.RECONNECT : terminateCode));
    }

    private HistorySettings history(@Nullable HistorySettings before) {
        Instant now = Instant.now();
        if (history != null) {
            return history.settings(before, now);
        }
        return before == null ? HistorySettings.OFF : HistorySettings.OFF.replacing(before, now);
    }

    private boolean isEnabled() {
        return !Boolean.FALSE.equals(enabled);
    }

    /** A new generation if the webhook is enabled or disabled, so that events queued before are not sent afterwards (13.1). */
    private long generation(Webhook wanted, @Nullable App before) {
        Webhook known = before == null ? null : before.webhook();
        if (known == null) {
            return System.currentTimeMillis();
        }
        boolean wasEnabled = before != null && before.activeWebhook() != null;
        boolean willBeEnabled = isEnabled() && wanted.enabled();
        return wasEnabled == willBeEnabled
                ? known.generation()
                : Math.max(System.currentTimeMillis(), known.generation() + 1);
    }

    private List<AppSecret> secrets(@Nullable App before) {
        if (secret == null) {
            return before == null ? List.of(AppSecret.of(CredentialGenerator.secret())) : before.secrets();
        }
        AppSecret wanted = AppSecret.of(new Secret(secret));
        return List.of(
                before == null
                        ? wanted
                        : before.secrets().stream()
                                .filter(wanted::equals)
                                .findFirst()
                                .orElse(wanted));
    }

    /** Without the secret, and the headers of the webhook. */
    @Override
    public String toString() {
        return "AppRequest[key=%s, name=%s]".formatted(key, name);
    }
}
