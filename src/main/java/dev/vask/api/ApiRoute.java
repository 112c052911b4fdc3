package dev.vask.api;

import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes of the API with their methods and paths (section 4), the most frequent one first. */
@SuppressWarnings("ImmutableEnumChecker") // HttpMethod is immutable
enum ApiRoute {
    /** Publish one event to one or more channels (4.1). */
    PUBLISH(HttpMethod.POST, "events"),
    /** Publish several events, all or none (4.2). */
    PUBLISH_BATCH(HttpMethod.POST, "batch_events"),
    /** Send an event to all connections of a user (4.6). */
    PUBLISH_TO_USER(HttpMethod.POST, "users/{id}/events"),
    /** Close all connections of a user with 4200 (4.7). */
    TERMINATE(HttpMethod.POST, "users/{id}/terminate_connections"),
    /** List the occupied channels (4.3). */
    CHANNELS(HttpMethod.GET, "channels"),
    /** Get the state of one channel, occupied or not (4.4). */
    CHANNEL(HttpMethod.GET, "channels/{name}"),
    /** List the users of a presence channel (4.5). */
    CHANNEL_USERS(HttpMethod.GET, "channels/{name}/users");

    private static final String APP = "/apps/{app_key}/";
    private static final ApiRoute[] ALL = values();

    private final HttpMethod method;
    private final String path;
    private final Pattern form;

    ApiRoute(HttpMethod method, String path) {
        this.method = method;
        this.path = path;
        this.form = Pattern.compile((APP + path).replaceAll("\\{\\w+}", "([^/]+)"));
    }

    /**
     * The match of a request with a route.
     *
     * @param key  the app key in the path
     * @param name the channel or the user in the path; empty if the route has none
     */
    record Match(ApiRoute route, String key, String name) {}

    /** Finds the route of a method and path, or null. {@code HEAD} matches like {@code GET}. */
    static @Nullable Match of(HttpMethod method, String path) {
        HttpMethod asked = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        for (ApiRoute route : ALL) {
            Matcher form = route.form.matcher(path);
            if (route.method.equals(asked) && form.matches()) {
                return new Match(route, form.group(1), form.groupCount() > 1 ? form.group(2) : "");
            }
        }
        return null;
    }

    /** Whether the route publishes events. */
    boolean publishes() {
        return switch (this) {
            case PUBLISH, PUBLISH_BATCH, PUBLISH_TO_USER -> true;
            case TERMINATE, CHANNELS, CHANNEL, CHANNEL_USERS -> false;
        };
    }

    /** All routes as text. */
    static String list() {
        return Arrays.stream(ALL).map(it -> it.method + " " + it.path).collect(Collectors.joining(", "));
    }

    /** Its method and path, as in {@code GET /apps/{app_key}/channels}. */
    @Override
    public String toString() {
        return method + " " + APP + path;
    }
}
