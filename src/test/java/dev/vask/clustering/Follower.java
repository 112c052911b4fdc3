package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A client that keeps its own picture of one channel from what it is told, as SDKs do, and fails if that cannot be: a member
 * added who is there, or removed who is not. One test thread at a time.
 */
final class Follower {

    final PusherClient client;
    final String channel;
    private final Set<String> roster = new LinkedHashSet<>();
    private final List<String> news = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    private Follower(PusherClient client, String channel) {
        this.client = client;
        this.channel = channel;
    }

    /** A client that is on a presence channel as a user. */
    static Follower joining(TestApp app, String channel, String user) {
        Follower follower = new Follower(app.connect(), channel);
        follower.client.sendJoin(channel, "{\"user_id\":\"%s\"}".formatted(user));
        JsonNode presence = follower.client
                .receives("pusher_internal:subscription_succeeded", channel)
                .data()
                .path("presence");
        presence.path("ids").forEach(id -> follower.roster.add(id.textValue()));
        assertThat(follower.roster).hasSize(presence.path("count").intValue()).contains(user);
        return follower;
    }

    /** A client that is on a public channel. */
    static Follower of(TestApp app, String channel) {
        return new Follower(app.connect().subscribe(channel), channel);
    }

    /** Who is there, as far as it was told. */
    Set<String> roster() {
        return roster;
    }

    /** The data of the events named {@code news} that it heard, in their order. */
    List<String> news() {
        return news;
    }

    /** All else that it heard, as text. */
    List<String> others() {
        return others;
    }

    /** Hears all that was caused up to now; returns this. */
    Follower catchUp(Backend backend) {
        String marker = UUID.randomUUID().toString();
        backend.publish(channel, "marker", marker);
        ReceivedFrame heard = client.next();
        while (!(heard.event().equals("marker") && heard.dataText().equals(marker))) {
            note(heard);
            heard = client.next();
        }
        return this;
    }

    /** Hears all that comes until it is closed, with this code. */
    void isClosedWith(int code) {
        client.receivesUntilClosedWith(code).forEach(this::note);
    }

    private void note(ReceivedFrame heard) {
        switch (heard.event()) {
            case "pusher_internal:member_added" ->
                assertThat(roster.add(userOf(heard)))
                        .as("is new: %s, among %s", heard.text(), roster)
                        .isTrue();
            case "pusher_internal:member_removed" ->
                assertThat(roster.remove(userOf(heard)))
                        .as("was there: %s, among %s", heard.text(), roster)
                        .isTrue();
            case "news" -> news.add(heard.dataText());
            case "marker" -> {}
            default -> others.add(heard.text());
        }
    }

    private static String userOf(ReceivedFrame heard) {
        return heard.data().path("user_id").textValue();
    }
}
