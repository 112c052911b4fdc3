package dev.vask.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.Event;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.Json;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the events of a publish request, all of them or none (4.1, 4.2, 4.6). A field that is null counts as absent. */
final class EventReader {

    private static final Set<InfoAttribute> OF_EVENTS =
            EnumSet.of(InfoAttribute.USER_COUNT, InfoAttribute.SUBSCRIPTION_COUNT, InfoAttribute.EVENT_ID);

    private final Quotas quotas;

    /** Creates a reader with the quotas of an app. */
    EventReader(App app) {
        this.quotas = app.quotas();
    }

    /** Parses one event for one or more channels, in {@code channel} or {@code channels} (4.1). */
    PublishRequest event(ObjectNode body) {
        return publishRequest(body, targets(body));
    }

    /** Parses the events of a {@code batch}, each for one channel (4.2). */
    List<PublishRequest> batch(ObjectNode body) {
        JsonNode batch = body.path("batch");
        check(
                batch,
                "Invalid value for batch: must be an array of %s events, found %s.",
                quotas.get(Quota.MAX_BATCH_EVENTS),
                Quota.MAX_BATCH_EVENTS);
        List<PublishRequest> items = new ArrayList<>(batch.size());
        for (JsonNode item : batch) {
            items.add(item("batch[%d]".formatted(items.size()), item));
        }
        return items;
    }

    private PublishRequest item(String position, JsonNode item) {
        try {
            if (item instanceof ObjectNode event) {
                return publishRequest(event, onlyTarget(event));
            }
            throw ApiException.invalid("must be an object, found " + Json.kindOf(item) + ".");
        } catch (InvalidNameException e) {
            throw ApiException.invalid(position + ": " + e.getMessage());
        } catch (ApiException e) {
            throw e.within(position);
        }
    }

    /** Parses an event for a user (4.6). */
    PublishRequest toUser(UserId user, ObjectNode body) {
        Event event = Event.fromBackend(new Topic.User(user), name(body), data(body), except(body));
        return new PublishRequest(List.of(event), RequestedInfo.NOTHING);
    }

    private PublishRequest publishRequest(ObjectNode event, List<Topic.Target> targets) {
        String name = name(event);
        String data = data(event);
        SocketId except = except(event);
        List<Event> events = new ArrayList<>(targets.size());
        for (Topic.Target target : targets) {
            events.add(Event.fromBackend(target, name, data, except));
        }
        return new PublishRequest(events, info(event));
    }

    private List<Topic.Target> targets(ObjectNode event) {
        boolean hasChannel = event.hasNonNull("channel");
        if (hasChannel == event.hasNonNull("channels")) {
            throw ApiException.invalid("Exactly one of channel and channels is required, found %s."
                    .formatted(hasChannel ? "both" : "neither"));
        }
        return hasChannel ? onlyTarget(event) : severalTargets(event.path("channels"));
    }

    private List<Topic.Target> onlyTarget(ObjectNode event) {
        if (event.hasNonNull("channels")) {
            throw ApiException.invalid("Invalid field channels: an event of a batch must have one channel.");
        }
        return List.of(target(text(event, "channel")));
    }

    private List<Topic.Target> severalTargets(JsonNode channels) {
        check(
                channels,
                "Invalid value for channels: must be an array of %s channel names, found %s.",
                quotas.get(Quota.MAX_CHANNELS_PER_EVENT),
                Quota.MAX_CHANNELS_PER_EVENT);
        Set<Topic.Target> distinct = new LinkedHashSet<>();
        for (JsonNode name : channels) {
            if (!name.isTextual()) {
                throw ApiException.invalid("Invalid value for channels: must contain only strings, found %s."
                        .formatted(Json.kindOf(name)));
            }
            Topic.Target target = target(name.textValue());
            if (channels.size() > 1 && isEncrypted(target)) {
                throw ApiException.invalid("Channel '%s' is encrypted and must be the only channel of the event."
                        .formatted(SafeQuote.of(name.textValue())));
            }
            distinct.add(target);
        }
        return List.copyOf(distinct);
    }

    /** A channel, or the user of {@code #server-to-user-{id}} (4.1.6). */
    private Topic.Target target(String name) {
        return name.startsWith(ChannelName.USER_PREFIX)
                ? new Topic.User(UserId.parse(name.substring(ChannelName.USER_PREFIX.length())))
                : new Topic.Channel(channel(name));
    }

    private ChannelName channel(String name) {
        Integer maxLength = quotas.get(Quota.MAX_CHANNEL_NAME_LENGTH);
        if (Quotas.exceeds(name.length(), maxLength)) {
            throw ApiException.invalidName("Invalid channel name: has %d characters, the maximum is %d."
                            .formatted(name.length(), maxLength))
                    .over(Quota.MAX_CHANNEL_NAME_LENGTH);
        }
        return ChannelName.parse(name);
    }

    private static boolean isEncrypted(Topic.Target target) {
        return target instanceof Topic.Channel(var name) && name.type().isEncrypted();
    }

    private static String name(ObjectNode event) {
        String name = text(event, "name");
        if (name.isEmpty() || name.length() > ProtocolLimits.EVENT_NAME_LENGTH) {
            throw ApiException.invalid("Invalid value for name: must have 1 to %d characters, found %d."
                    .formatted(ProtocolLimits.EVENT_NAME_LENGTH, name.length()));
        }
        if (name.startsWith("pusher:") || name.startsWith("pusher_internal:")) {
            throw ApiException.invalid(
                    "Invalid value for name: '%s' starts with 'pusher:' or 'pusher_internal:', which are reserved."
                            .formatted(SafeQuote.of(name)));
        }
        return name;
    }

    private String data(ObjectNode event) {
        String data = text(event, "data");
        Integer maxBytes = quotas.get(Quota.MAX_EVENT_BYTES);
        if (maxBytes != null) {
            int bytes = Json.utf8Length(data);
            if (Quotas.exceeds(bytes, maxBytes)) {
                throw ApiException.tooLarge(
                                "Event data has %d bytes in UTF-8, the maximum is %d.".formatted(bytes, maxBytes))
                        .over(Quota.MAX_EVENT_BYTES);
            }
        }
        return data;
    }

    private static @Nullable SocketId except(ObjectNode event) {
        return event.hasNonNull("socket_id") ? SocketId.parse(text(event, "socket_id")) : null;
    }

    private static RequestedInfo info(ObjectNode event) {
        return event.hasNonNull("info") ? RequestedInfo.parse(text(event, "info"), OF_EVENTS) : RequestedInfo.NOTHING;
    }

    private static String text(ObjectNode event, String field) {
        JsonNode value = event.path(field);
        if (!value.isTextual()) {
            throw ApiException.invalid(
                    "Invalid value for %s: must be a string, found %s.".formatted(field, Json.kindOf(value)));
        }
        String text = value.textValue();
        if (!Json.isUnicode(text)) {
            throw ApiException.invalid(
                    "Invalid value for %s: contains an unpaired surrogate and is not valid Unicode.".formatted(field));
        }
        return text;
    }

    private static void check(JsonNode list, String rule, @Nullable Integer limit, Quota quota) {
        boolean tooLong = list.isArray() && Quotas.exceeds(list.size(), limit);
        if (tooLong || !list.isArray() || list.isEmpty()) {
            ApiException rejection = ApiException.invalid(rule.formatted(upTo(limit), describe(list)));
            throw tooLong ? rejection.over(quota) : rejection;
        }
    }

    private static String upTo(@Nullable Integer limit) {
        return limit == null ? "1 or more" : "1 to " + limit;
    }

    private static String describe(JsonNode value) {
        return value.isArray() ? "an array of " + value.size() : Json.kindOf(value);
    }
}
