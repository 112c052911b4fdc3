package dev.vask.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes {@link ServerMessage} as text (5.2.4). Most messages have their data as JSON within a string. */
final class MessageWriter {

    private static final String EMPTY_OBJECT = "{}";
    private static final int FIELD_NAMES = 32;
    private static final int CAPACITY = 128;

    private MessageWriter() {}

    static String write(ServerMessage message) {
        return switch (message) {
            case ServerMessage.ConnectionEstablished it -> established(it);
            case ServerMessage.SubscriptionSucceeded it ->
                channelFrame("pusher_internal:subscription_succeeded", it.channel(), subscribed(it));
            case ServerMessage.MemberAdded it ->
                channelFrame("pusher_internal:member_added", it.channel(), json(data -> {
                    data.writeStringField("user_id", it.member().id());
                    data.writeFieldName("user_info");
                    data.writeRawValue(it.member().info());
                }));
            case ServerMessage.MemberRemoved it ->
                channelFrame(
                        "pusher_internal:member_removed",
                        it.channel(),
                        json(data -> data.writeStringField("user_id", it.userId())));
            case ServerMessage.ChannelEvent it -> channelFrame(it.name(), it.channel(), it.data(), it.userId());
            case ServerMessage.CacheMiss it -> channelFrame("pusher:cache_miss", it.channel(), EMPTY_OBJECT);
            case ServerMessage.SubscriptionCount it ->
                channelFrame(
                        "pusher_internal:subscription_count",
                        it.channel(),
                        json(data -> data.writeNumberField("subscription_count", it.count())));
            case ServerMessage.WatchlistEvents it ->
                frame("pusher_internal:watchlist_events", json(data -> watchlist(data, it)));
            case ServerMessage.SigninSuccess it ->
                objectFrame("pusher:signin_success", data -> data.writeStringField("user_data", it.userData()));
            case ServerMessage.Error it -> objectFrame("pusher:error", data -> error(data, it));
            case ServerMessage.Ping() -> objectFrame("pusher:ping", data -> {});
            case ServerMessage.Pong() -> objectFrame("pusher:pong", data -> {});
        };
    }

    /** Written without a generator, which takes a tenth of a connect on a new server. A socket id needs no escaping. */
    private static String established(ServerMessage.ConnectionEstablished message) {
        StringBuilder frame = new StringBuilder(CAPACITY)
                .append("{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\"")
                .append(message.socketId().value())
                .append("\\\",\\\"activity_timeout\\\":")
                .append(message.activityTimeout());
        if (message.protocol() >= ProtocolLimits.RECOVERY_PROTOCOL) {
            frame.append(",\\\"protocol\\\":").append(message.protocol());
        }
        return frame.append("}\"}").toString();
    }

    /** Adds the id of an event to its frame. An id needs no escaping. */
    static String withId(String event, String id) {
        return event.substring(0, event.length() - 1) + ",\"id\":\"" + id + "\"}";
    }

    private static String subscribed(ServerMessage.SubscriptionSucceeded message) {
        List<Member> members = message.members();
        ServerMessage.Resume resume = message.resume();
        if (members == null && resume == null) {
            return EMPTY_OBJECT;
        }
        return json(data -> {
            if (members != null) {
                presence(data, members);
            }
            if (resume != null) {
                data.writeObjectFieldStart("resume");
                data.writeStringField("after_id", resume.afterId());
                data.writeBooleanField("ok", resume.ok());
                data.writeEndObject();
            }
        });
    }

    private static void presence(JsonGenerator data, List<Member> members) throws IOException {
        data.writeObjectFieldStart("presence");
        data.writeNumberField("count", members.size());
        data.writeArrayFieldStart("ids");
        for (Member member : members) {
            data.writeString(member.id());
        }
        data.writeEndArray();
        data.writeObjectFieldStart("hash");
        for (Member member : members) {
            data.writeFieldName(member.id());
            data.writeRawValue(member.info());
        }
        data.writeEndObject();
        data.writeEndObject();
    }

    private static void watchlist(JsonGenerator data, ServerMessage.WatchlistEvents it) throws IOException {
        data.writeArrayFieldStart("events");
        watchlistEntry(data, "online", it.online());
        watchlistEntry(data, "offline", it.offline());
        data.writeEndArray();
    }

    private static void watchlistEntry(JsonGenerator data, String name, List<String> userIds) throws IOException {
        if (userIds.isEmpty()) {
            return;
        }
        data.writeStartObject();
        data.writeStringField("name", name);
        data.writeArrayFieldStart("user_ids");
        for (String id : userIds) {
            data.writeString(id);
        }
        data.writeEndArray();
        data.writeEndObject();
    }

    private static void error(JsonGenerator data, ServerMessage.Error error) throws IOException {
        ErrorCode code = error.code();
        if (code == null) {
            data.writeNullField("code");
        } else {
            data.writeNumberField("code", code.code());
        }
        data.writeStringField("message", error.message());
    }

    /** The names of the protocol's events need no escaping. */
    private static String frame(String event, String data) {
        StringBuilder frame = new StringBuilder(FIELD_NAMES + event.length() + 2 * data.length());
        frame.append("{\"event\":\"").append(event);
        quote(frame.append("\",\"data\":\""), data);
        return frame.append("\"}").toString();
    }

    private static String channelFrame(String event, String channel, String data) {
        return channelFrame(event, channel, data, null);
    }

    private static String channelFrame(String event, String channel, String data, @Nullable String userId) {
        StringBuilder frame = new StringBuilder(CAPACITY + data.length() + data.length() / 4);
        quote(frame.append("{\"event\":\""), event);
        quote(frame.append("\",\"channel\":\""), channel);
        quote(frame.append("\",\"data\":\""), data);
        if (userId != null) {
            quote(frame.append("\",\"user_id\":\""), userId);
        }
        return frame.append("\"}").toString();
    }

    /** Appends text within quotes, escaped as a generator does. A generator costs more than a frame of a few strings. */
    private static void quote(StringBuilder json, String text) {
        JsonStringEncoder.getInstance().quoteAsString(text, json);
    }

    private static String objectFrame(String event, Fields data) {
        return json(frame -> {
            frame.writeStringField("event", event);
            frame.writeObjectFieldStart("data");
            data.write(frame);
            frame.writeEndObject();
        });
    }

    private static String json(Fields fields) {
        StringWriter text = new StringWriter(CAPACITY);
        try (JsonGenerator json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
