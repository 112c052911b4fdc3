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

    @Option(names = "--history", negatable = true, description = "Whether events are kept for clients that reconnect.")
    private @Nullable Boolean history;

    @Option(
            names = "--history-limit",
            paramLabel = "NAME=N",
            description = "A limit per channel of the history: max_events, ttl_seconds or max_bytes.")
    private @Nullable Map<String, String> historyLimits;

    @Option(names = "--history-client-events", negatable = true, description = "Whether client events are kept too.")
    private @Nullable Boolean historyClientEvents;

    @Option(
            names = "--authorized-connections",
            negatable = true,
            description = "Whether connections must join a private or presence channel, or sign in, in time.")
    private @Nullable Boolean authorizedConnections;

    @Option(
            names = "--terminate-code",
            paramLabel = "CODE",
            description = "Close code of terminated connections: 4200 to reconnect, 4009 to stay away.")
    private @Nullable Integer terminateCode;

    @Option(names = "--webhook", paramLabel = "URL", description = "URL that receives webhooks, or 'none'.")
    private @Nullable String webhook;

    boolean areNone() {
        return appId == null
                && name == null
                && clientEvents == null
                && subscriptionCounts == null
                && origins == null
                && quotas == null
                && history == null
                && historyLimits == null
                && historyClientEvents == null
                && authorizedConnections == null
                && terminateCode == null
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
        setHistory(app);
        if (authorizedConnections != null) {
            app.put("authorized_connections", authorizedConnections);
        }
        if (terminateCode != null) {
            app.put("terminate_code", terminateCode);
        }
        if (webhook != null) {
            setWebhook(app, webhook);
        }
        return app;
    }

    private void setHistory(ObjectNode app) {
        if (history != null) {
            app.withObjectProperty("history").put("enabled", history);
        }
        if (historyLimits != null) {
            ObjectNode limits = app.withObjectProperty("history");
            historyLimits.forEach((limit, value) -> setNumber(limits, limit, value));
        }
        if (historyClientEvents != null) {
            app.withObjectProperty("history").put("client_events", historyClientEvents);
        }
    }

    private static void setQuota(ObjectNode quotas, String name, String value) {
        if (value.equals(NONE)) {
            quotas.putNull(name);
        } else {
            setNumber(quotas, name, value);
        }
    }

    /** Another text is sent as it is: the server rejects it and names the field. */
    private static void setNumber(ObjectNode object, String name, String value) {
        if (value.matches("-?\\d{1,18}")) {
            object.put(name, Long.parseLong(value));
        } else {
            object.put(name, value);
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
