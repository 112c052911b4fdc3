package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A client that tracks the members and events of one channel, as SDKs do. It fails if a member is added twice, or removed without
 * having been added. Not thread-safe.
 */
final class ChannelObserver {

    final PusherClient client;
    final String channel;
    private final Set<String> members = new LinkedHashSet<>();
    private final List<String> news = new ArrayList<>();
    private final List<String> otherFrames = new ArrayList<>();

    private ChannelObserver(PusherClient client, String channel) {
        this.client = client;
        this.channel = channel;
    }

    /** Connects and joins a presence channel as a user. */
    static ChannelObserver joining(TestApp app, String channel, String user) {
        ChannelObserver observer = new ChannelObserver(app.connect(), channel);
        observer.client.sendJoin(channel, "{\"user_id\":\"%s\"}".formatted(user));
        JsonNode presence = observer.client
                .receives("pusher_internal:subscription_succeeded", channel)
                .data()
                .path("presence");
        presence.path("ids").forEach(id -> observer.members.add(id.textValue()));
        assertThat(observer.members).hasSize(presence.path("count").intValue()).contains(user);
        return observer;
    }

    /** Connects and subscribes to a public channel. */
    static ChannelObserver of(TestApp app, String channel) {
        return new ChannelObserver(app.connect().subscribe(channel), channel);
    }

    /** The ids of the members. */
    Set<String> members() {
        return members;
    }

    /** The data of the received events named {@code news}, in order. */
    List<String> news() {
        return news;
    }

    /** All other received frames. */
    List<String> otherFrames() {
        return otherFrames;
    }

    /** Publishes a marker and receives all frames up to it. Returns this. */
    ChannelObserver catchUp(Backend backend) {
        String marker = UUID.randomUUID().toString();
        backend.publish(channel, "marker", marker);
        ReceivedFrame frame = client.next();
        while (!(frame.event().equals("marker") && frame.dataText().equals(marker))) {
            apply(frame);
            frame = client.next();
        }
        return this;
    }

    /** Receives all frames up to the close, which must have this code. */
    void receivesUntilClosedWith(int code) {
        client.receivesUntilClosedWith(code).forEach(this::apply);
    }

    private void apply(ReceivedFrame frame) {
        switch (frame.event()) {
            case "pusher_internal:member_added" ->
                assertThat(members.add(userOf(frame)))
                        .as("added member is new: %s, members: %s", frame.text(), members)
                        .isTrue();
            case "pusher_internal:member_removed" ->
                assertThat(members.remove(userOf(frame)))
                        .as("removed member was present: %s, members: %s", frame.text(), members)
                        .isTrue();
            case "news" -> news.add(frame.dataText());
            case "marker" -> {}
            default -> otherFrames.add(frame.text());
        }
    }

    private static String userOf(ReceivedFrame frame) {
        return frame.data().path("user_id").textValue();
    }
}
