package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.Quotas;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An app in a create or update request. Absent fields have their default.
 *
 * @param name   null for the key
 * @param secret null to keep the secrets of the app, or to generate one for a new app
 */
record AppRequest(
        @Nullable String name,
        boolean enabled,
        boolean clientEvents,
        boolean subscriptionCounts,
        List<String> allowedOrigins,
        Quotas quotas,
        @Nullable WebhookRequest webhook,
        @Nullable Secret secret) {

    private static final int NAME_LENGTH = 100;
    static final int SECRET_LENGTH = 200;
    private static final int MOST_ORIGINS = 100;
    private static final String ORIGIN = "an origin like https://app.example.com or *.example.com, without a path";

    /**
     * Reads the settings of an app.
     *
     * @param key     the key in the path, which the body may repeat; null if the key is generated
     * @param targets the policy for webhook URLs
     * @throws InvalidFieldsException if fields are invalid or unknown; it has them all
     */
    static AppRequest read(ObjectNode body, @Nullable String key, WebhookTargetPolicy targets) {
        Map<String, String> problems = new LinkedHashMap<>();
        FieldReader fields = new FieldReader(body, problems);
        if (key == null) {
            fields.never(
                    "key",
                    "must be absent, because the server generates the key; to choose a key, use PUT /admin/v1/apps/{key}");
        } else {
            fields.same("key", key);
        }
        AppRequest settings = read(fields, targets);
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new InvalidFieldsException(problems);
        }
        return settings;
    }

    private static AppRequest read(FieldReader fields, WebhookTargetPolicy targets) {
        String secret = fields.text("secret", AppSecret.MIN_LENGTH, SECRET_LENGTH);
        return new AppRequest(
                fields.text("name", NAME_LENGTH),
                fields.flag("enabled", true),
                fields.flag("client_events", false),
                fields.flag("subscription_counts", false),
                fields.texts("allowed_origins", MOST_ORIGINS, App::isOriginPattern, ORIGIN),
                quotas(fields.object("quotas")),
                fields.has("webhook") ? WebhookRequest.read(fields.object("webhook"), targets) : null,
                secret == null ? null : new Secret(secret));
    }

    private static Quotas quotas(FieldReader fields) {
        Quotas quotas = Quotas.of(quota -> fields.quota(quota.wireName(), quota.defaultLimit()));
        fields.refuseOthers();
        return quotas;
    }

    /**
     * The app with these settings.
     *
     * @param before the current app, null if it is new
     * @throws InvalidFieldsException if the webhook keeps the value of a header that the app does not have
     */
    App app(String key, @Nullable App before) {
        Webhook wanted = webhook == null ? null : webhook.inPlaceOf(before == null ? null : before.webhook());
        return new App(
                key,
                name == null ? key : name,
                enabled,
                clientEvents,
                subscriptionCounts,
                allowedOrigins,
                quotas,
                secrets(before),
                wanted == null ? null : wanted.ofGeneration(generation(wanted, before)));
    }

    /** A new generation if the webhook is enabled or disabled, so that events queued before are not sent afterwards (13.1). */
    private long generation(Webhook wanted, @Nullable App before) {
        Webhook known = before == null ? null : before.webhook();
        if (known == null) {
            return System.currentTimeMillis();
        }
        boolean wasSending = before != null && before.activeWebhook() != null;
        boolean isSending = enabled && wanted.enabled();
        return wasSending == isSending
                ? known.generation()
                : Math.max(System.currentTimeMillis(), known.generation() + 1);
    }

    private List<AppSecret> secrets(@Nullable App before) {
        if (secret == null) {
            return before == null ? List.of(AppSecret.of(CredentialGenerator.secret())) : before.secrets();
        }
        AppSecret wanted = AppSecret.of(secret);
        return List.of(
                before == null
                        ? wanted
                        : before.secrets().stream()
                                .filter(wanted::equals)
                                .findFirst()
                                .orElse(wanted));
    }
}
