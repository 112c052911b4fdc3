package dev.vask.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set properties of an app. The server validates them. */
@RegisterForReflection
final class AppOptions {

    private static final String NONE = "none";

    @Option(
            names = "--app-id",
            paramLabel = "ID",
            description = "Another name of the app in paths of the HTTP API, or 'none'.")
    private @Nullable String appId;

    @Option(names = "--name", description = "Display name of the app.")
    private @Nullable String name;

    @Option(names = "--client-events", negatable = true, description = "Whether connections may publish client events.")
    private @Nullable Boolean clientEvents;

    @Option(
            names = "--subscription-counts",
            negatable = true,
            description = "Whether subscribers receive the subscription count of their channel.")
    private @Nullable Boolean subscriptionCounts;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "An origin that browsers may connect from; repeat for more. 'none' allows all.")
    private @Nullable List<String> origins;

    @Option(
            names = "--quota",
            paramLabel = "NAME=N",
            description = "A quota, such as max_connections=100; 'none' means unlimited.")
    private @Nullable Map<String, String> quotas;

    @Option(names = "--webhook", paramLabel = "URL", description = "URL that receives webhooks, or 'none'.")
    private @Nullable String webhook;

    boolean areNone() {
        return appId == null
                && name == null
                && clientEvents == null
                && subscriptionCounts == null
                && origins == null
                && quotas == null
                && webhook == null;
    }

    /** Applies the given options to an app's JSON and keeps the rest. */
    ObjectNode applyTo(ObjectNode app) {
        if (appId != null) {
            app.put("app_id", appId.equals(NONE) ? null : appId);
        }
        if (name != null) {
            app.put("name", name);
        }
        if (clientEvents != null) {
            app.put("client_events", clientEvents);
        }
        if (subscriptionCounts != null) {
            app.put("subscription_counts", subscriptionCounts);
        }
        if (origins != null) {
            ArrayNode all = app.putArray("allowed_origins");
            origins.stream().filter(it -> !it.equals(NONE)).forEach(all::add);
        }
        if (quotas != null) {
            ObjectNode each = app.withObjectProperty("quotas");
            quotas.forEach((quota, value) -> setQuota(each, quota, value));
        }
        if (webhook != null) {
            setWebhook(app, webhook);
        }
        return app;
    }

    private static void setQuota(ObjectNode quotas, String name, String value) {
        if (value.equals(NONE)) {
            quotas.putNull(name);
        } else if (value.matches("-?\\d{1,18}")) {
            quotas.put(name, Long.parseLong(value));
        } else {
            quotas.put(name, value);
        }
    }

    private static void setWebhook(ObjectNode app, String url) {
        if (url.equals(NONE)) {
            app.putNull("webhook");
        } else if (app.get("webhook") instanceof ObjectNode known) {
            known.put("url", url);
        } else {
            app.putObject("webhook").put("url", url);
        }
    }
}
