package dev.vask.admin;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.vask.apps.Webhook;
import dev.vask.protocol.WebhookType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The webhook in a create or update request (13.1). Absent fields have their default.
 *
 * @param url     the endpoint; whether it is allowed is for {@link dev.vask.apps.WebhookTargetPolicy} to say
 * @param headers values by name; null keeps the current value
 */
@RegisterForReflection
@Schema(name = "WebhookSettings")
record WebhookRequest(
        @NotNull(message = "must be a string and is required") @Nullable
        String url,

        @Schema(defaultValue = "true") @Nullable Boolean enabled,

        @Schema(ref = "WebhookEvents")
        @JsonSetter(nulls = Nulls.SKIP)
        @Size(max = WebhookRequest.MAX_EVENTS, message = WebhookRequest.EVENTS)
        @Nullable
        List<@EventType String> events,

        @Schema(defaultValue = "false") @Nullable Boolean batch,

        @Schema(description = "Values are write-only; null keeps the current value")
        @Size(max = 20, message = "must be an object of at most 20 strings or nulls")
        @Nullable
        Map<
                        @Pattern(regexp = WebhookRequest.HEADER_NAME, message = WebhookRequest.HEADER) String,
                        @Pattern(regexp = "[\\x20-\\x7e]{1,1000}", message = WebhookRequest.HEADER) @Nullable String>
                headers) {

    static final int MAX_EVENTS = 7;
    static final String EVENTS = "must be an array of at most " + MAX_EVENTS + " strings";

    /** A token of HTTP that is no header of Vask's or of HTTP itself. */
    static final String HEADER_NAME = "(?i)(?!(content|x-pusher|x-vask)-)"
            + "(?!(host|transfer-encoding|connection|upgrade|te|trailer|expect|keep-alive|proxy-connection|user-agent)$)"
            + "[a-z0-9!#$%&'*+.^_`|~-]{1,100}";

    static final String HEADER =
            "must be a header with one line of printable ASCII that neither Vask nor HTTP sets: not Host, Content-*, X-Pusher-*, X-Vask-*";

    /**
     * The webhook with the values of the kept headers.
     *
     * @param before the current webhook, or null
     * @throws InvalidFieldsException if the current webhook does not have a kept header
     */
    Webhook toWebhook(@Nullable Webhook before) {
        Map<String, String> known = before == null ? Map.of() : before.headers();
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, String> values = new HashMap<>();
        Map<String, @Nullable String> requested = headers == null ? Map.of() : headers;
        requested.forEach((name, value) -> {
            String wanted = value == null ? known.get(name) : value;
            if (wanted == null) {
                problems.put(
                        "webhook.headers." + name,
                        "must be a string: null keeps the current value, but the header has none");
            } else {
                values.put(name, wanted);
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidFieldsException(problems);
        }
        return new Webhook(
                Objects.requireNonNull(url),
                !Boolean.FALSE.equals(enabled),
                types(),
                Boolean.TRUE.equals(batch),
                values,
                0);
    }

    private Set<WebhookType> types() {
        return events == null
                ? WebhookType.DEFAULTS
                : events.stream().map(WebhookType::of).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    /** Without the values of headers, which can be secret. */
    @Override
    public String toString() {
        return "WebhookRequest[url=%s]".formatted(url);
    }
}
