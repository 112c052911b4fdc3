package dev.vask.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Webhook;
import dev.vask.protocol.WebhookType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An app in a response.
 *
 * @param appId  another name in paths of the HTTP API, null if it has none
 * @param quotas limits by name; null is unlimited
 * @param secret its newest secret, only in the response that created it; null otherwise
 */
@RegisterForReflection
@Schema(
        name = "App",
        requiredProperties = {
            "key",
            "app_id",
            "name",
            "enabled",
            "client_events",
            "subscription_counts",
            "allowed_origins",
            "quotas",
            "history",
            "authorized_connections",
            "terminate_code",
            "webhook"
        })
record AppResponse(
        String key,

        @Schema(nullable = true) @Nullable String appId,

        String name,
        boolean enabled,
        boolean clientEvents,
        boolean subscriptionCounts,
        List<String> allowedOrigins,

        @Schema(ref = "Quotas") Map<String, @Nullable Integer> quotas,

        AppHistory history,
        boolean authorizedConnections,
        int terminateCode,

        @Schema(nullable = true) @Nullable WebhookResponse webhook,

        @Schema(description = "Only in the response that creates the app")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String secret) {

    /** The app without its secrets. */
    static AppResponse of(App app) {
        return of(app, null);
    }

    /** The app with its newest secret, only for the response that created it. */
    static AppResponse withSecret(App app) {
        return of(app, app.secrets().getFirst().secret().reveal());
    }

    private static AppResponse of(App app, @Nullable String secret) {
        return new AppResponse(
                app.key(),
                app.appId(),
                app.name(),
                app.enabled(),
                app.clientEvents(),
                app.subscriptionCounts(),
                app.allowedOrigins(),
                app.quotas().byName(),
                AppHistory.of(app.history()),
                app.access().authorizedConnections(),
                app.access().terminateCode(),
                app.webhook() == null ? null : WebhookResponse.of(app.webhook()),
                secret);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AppResponse[key=%s]".formatted(key);
    }

    /** All apps. */
    @RegisterForReflection
    @Schema(name = "Apps", requiredProperties = "apps")
    record All(List<AppResponse> apps) {}

    /** The settings of the history in a response. */
    @RegisterForReflection
    @Schema(
            name = "AppHistory",
            requiredProperties = {"enabled", "max_events", "ttl_seconds", "max_bytes", "client_events"})
    record AppHistory(boolean enabled, int maxEvents, int ttlSeconds, int maxBytes, boolean clientEvents) {

        static AppHistory of(HistorySettings settings) {
            return new AppHistory(
                    settings.enabled(),
                    settings.maxEvents(),
                    settings.ttlSeconds(),
                    settings.maxBytes(),
                    settings.clientEvents());
        }
    }

    /**
     * A webhook in a response.
     *
     * @param headers null for each name, because the values can be tokens
     */
    @RegisterForReflection
    @Schema(
            name = "Webhook",
            requiredProperties = {"url", "enabled", "events", "batch", "headers"})
    record WebhookResponse(
            String url,
            boolean enabled,

            @Schema(ref = "WebhookEvents") List<String> events,

            boolean batch,

            @Schema(ref = "WebhookHeaderNames") Map<String, @Nullable String> headers) {

        static WebhookResponse of(Webhook webhook) {
            SequencedMap<String, @Nullable String> names = new LinkedHashMap<>();
            webhook.headers().keySet().stream().sorted().forEach(name -> names.put(name, null));
            return new WebhookResponse(
                    webhook.url(),
                    webhook.enabled(),
                    webhook.events().stream()
                            .sorted()
                            .map(WebhookType::wireName)
                            .toList(),
                    webhook.batch(),
                    names);
        }
    }
}
