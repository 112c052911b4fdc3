package dev.vask.admin;

import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.WebhookType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The webhook in a create or update request (13.1).
 *
 * @param webhook     the webhook, with the header values of the request
 * @param keptHeaders names of the headers that keep their current values
 */
record WebhookRequest(Webhook webhook, Set<String> keptHeaders) {

    private static final int MOST_HEADERS = 20;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{1,1000}");
    private static final Set<String> OURS = Set.of(
            "host",
            "content-type",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "connection",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "keep-alive",
            "proxy-connection",
            "user-agent");
    private static final String HEADER =
            "a header with one line of printable ASCII that neither Vask nor HTTP sets: not Host, Content-*, X-Pusher-*, X-Vask-*";
    private static final String EVENTS = "one of "
            + Stream.of(WebhookType.values()).map(WebhookType::wireName).collect(Collectors.joining(", "));

    /** Reads a webhook. Errors are added to the fields. */
    static @Nullable WebhookRequest read(FieldReader fields, WebhookTargetPolicy targets) {
        String url = fields.needed("url", targets::problemWith);
        boolean enabled = fields.flag("enabled", true);
        Set<WebhookType> events = events(fields);
        boolean batch = fields.flag("batch", false);
        Map<String, @Nullable String> named = fields.named("headers", MOST_HEADERS, WebhookRequest::isHeader, HEADER);
        fields.refuseOthers();
        Map<String, String> headers = new HashMap<>();
        Set<String> kept = new LinkedHashSet<>();
        named.forEach((name, value) -> {
            if (value == null) {
                kept.add(name);
            } else {
                headers.put(name, value);
            }
        });
        return url == null ? null : new WebhookRequest(new Webhook(url, enabled, events, batch, headers, 0), kept);
    }

    /**
     * The webhook with the values of the kept headers.
     *
     * @param before the current webhook, or null
     * @throws InvalidFieldsException if the current webhook does not have a kept header
     */
    Webhook inPlaceOf(@Nullable Webhook before) {
        Map<String, String> known = before == null ? Map.of() : before.headers();
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, String> headers = new HashMap<>(webhook.headers());
        for (String name : keptHeaders) {
            String value = known.get(name);
            if (value == null) {
                problems.put(
                        "webhook.headers." + name,
                        "must be a string: null keeps the current value, but the header has none");
            } else {
                headers.put(name, value);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidFieldsException(problems);
        }
        return webhook.withHeaders(headers);
    }

    private static Set<WebhookType> events(FieldReader fields) {
        if (!fields.has("events")) {
            return WebhookType.DEFAULTS;
        }
        List<String> names = fields.texts(
                "events",
                WebhookType.values().length,
                name -> WebhookType.of(name).isPresent(),
                EVENTS);
        return names.stream().map(WebhookType::of).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private static boolean isHeader(String name, @Nullable String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return HEADER_NAME.matcher(name).matches()
                && (value == null || HEADER_VALUE.matcher(value).matches())
                && !OURS.contains(lower)
                && !lower.startsWith("x-pusher-")
                && !lower.startsWith("x-vask-")
                && !lower.startsWith("content-");
    }
}
