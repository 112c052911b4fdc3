package dev.vask.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.FeedClient;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Rejections;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The live feed of an app, of all nodes. */
class FeedIT {

    private static final Map<String, String> PRIVATE_TARGETS = Map.of("vask.webhooks.allow-private-targets", "true");

    private final Server server = Server.standard();

    /** Opens the feed, and waits until all nodes that have connections know of it. */
    private static FeedClient watch(TestApp app, String query) {
        FeedClient feed = FeedClient.open(app.server(), app.key(), query);
        assertThat(feed.status()).isEqualTo(200);
        long nodes = nodesWithConnections(app.server());
        try (FeedClient all = FeedClient.open(app.server(), app.key(), "?types=connection_opened")) {
            await("all nodes know of the viewers").until(() -> {
                app.connect().close();
                return openedOn(all).size() >= nodes;
            });
        }
        return feed;
    }

    private static Set<String> openedOn(FeedClient feed) {
        return feed.events().stream().map(event -> event.path("node").asText()).collect(Collectors.toSet());
    }

    private static long nodesWithConnections(Server server) {
        List<JsonNode> nodes = new ArrayList<>();
        server.admin("GET", "/admin/v1/server", new byte[0])
                .expect(200)
                .json()
                .path("nodes")
                .forEach(nodes::add);
        return nodes.stream()
                .filter(it -> it.path("state").asText().equals("alive"))
                .filter(it -> !it.path("role").asText().equals("api"))
                .count();
    }

    @Test
    void connections_are_reported_from_their_start_to_their_end() {
        TestApp app = server.app();
        try (FeedClient feed = watch(app, "")) {
            assertThat(feed.contentType()).startsWith("text/event-stream");
            PusherClient client = app.connect();

            JsonNode opened = feed.awaitEvent("connection_opened", of(client));
            client.close();
            JsonNode closed = feed.awaitEvent("connection_closed", of(client));

            assertThat(opened.path("address").asText()).isEqualTo("127.0.0.1");
            assertThat(opened.path("client").asText()).isEqualTo("test");
            assertThat(opened.path("version").asText()).isEqualTo("1.0");
            assertThat(opened.path("node").asText()).matches("[0-9a-f]{16}");
            assertThat(Instant.parse(opened.path("time").asText()))
                    .isBefore(Instant.now().plusSeconds(60));
            assertThat(opened.path("time").asText()).matches(".+\\.\\d{3}Z");
            assertThat(closed.has("code")).isFalse();
            assertThat(closed.path("reason").asText()).contains("Closed by the client");
        }
    }

    private static Predicate<JsonNode> of(PusherClient client) {
        return event -> event.path("socket_id").asText().equals(client.socketId());
    }

    @Test
    void a_connection_that_the_server_closes_or_rejects_has_its_code() {
        TestApp app = server.app();
        PusherClient client = app.connect();
        try (FeedClient feed = watch(app, "?types=connection_closed")) {
            app.change(Map.of("enabled", false));
            client.closedWith(4003);
            app.connect("protocol=7").closedWith(4003);

            JsonNode closed = feed.awaitEvent("connection_closed", of(client));
            JsonNode rejected =
                    feed.awaitEvent("connection_closed", event -> !event.has("socket_id") && event.has("code"));

            assertThat(closed.path("code").asInt()).isEqualTo(4003);
            assertThat(closed.path("reason").asText()).contains("is disabled");
            assertThat(rejected.path("code").asInt()).isEqualTo(4003);
            assertThat(rejected.path("address").asText()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void subscriptions_channels_and_members_are_reported_once() {
        TestApp app = server.app();
        try (FeedClient feed = watch(app, "?channel=presence-*")) {
            PusherClient ada = app.connect().join("presence-x", "ada");
            PusherClient bob = app.connect().join("presence-x", "bob");
            ada.unsubscribe("presence-x");
            bob.close();

            feed.awaitEvent("channel_vacated");
            feed.awaitEvent("member_removed", user("ada"));
            feed.awaitEvent("member_removed", user("bob"));
            assertThat(feed.events())
                    .extracting(it ->
                            it.path("type").asText() + " " + it.path("user_id").asText())
                    .containsExactlyInAnyOrder(
                            "subscribed ada",
                            "channel_occupied ",
                            "member_added ada",
                            "subscribed bob",
                            "member_added bob",
                            "unsubscribed ada",
                            "member_removed ada",
                            "member_removed bob",
                            "channel_vacated ");
            assertThat(feed.events())
                    .allSatisfy(it -> assertThat(it.path("channel").asText()).isEqualTo("presence-x"));
        }
    }

    private static Predicate<JsonNode> user(String id) {
        return event -> event.path("user_id").asText().equals(id);
    }

    @Test
    void a_wrong_signature_shows_what_had_to_be_signed_and_no_secret() {
        TestApp app = server.app();
        try (FeedClient feed = watch(app, "")) {
            PusherClient client = app.connect();
            String wrong = "0".repeat(64);
            client.send("pusher:subscribe", Map.of("channel", "private-x", "auth", app.key() + ":" + wrong))
                    .receivesError(4009);
            client.send("pusher:signin", Map.of("user_data", "{\"id\":\"ada\"}", "auth", app.key() + ":" + wrong))
                    .receivesError(4009);
            server.request(
                            "POST",
                            "/apps/%s/events?auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s&auth_signature=%s"
                                    .formatted(
                                            app.key(),
                                            app.key(),
                                            Instant.now().getEpochSecond(),
                                            "99914b932bd37a50b983c5e7c90ae93b",
                                            wrong),
                            "{}".getBytes(UTF_8))
                    .expect(401);

            JsonNode subscription = feed.awaitEvent("subscription_rejected", event -> event.has("channel"));
            JsonNode signIn = feed.awaitEvent(
                    "subscription_rejected",
                    event -> event.path("event").asText().equals("pusher:signin"));
            JsonNode request = feed.awaitEvent("signature_rejected");

            assertThat(subscription.path("code").asInt()).isEqualTo(4009);
            assertThat(subscription.path("expected_string").asText()).isEqualTo(client.socketId() + ":private-x");
            assertThat(signIn.path("expected_string").asText())
                    .isEqualTo(client.socketId() + "::user::{\"id\":\"ada\"}");
            assertThat(request.path("expected_string").asText())
                    .startsWith("POST\n/apps/%s/events\nauth_key=%s&auth_timestamp=".formatted(app.key(), app.key()));
            assertThat(request.path("status").asInt()).isEqualTo(401);
            assertThat(feed.events().toString()).doesNotContain(app.secret(), wrong);
        }
    }

    @Test
    void published_events_are_reported_with_their_source_and_cut_data() {
        TestApp app = server.app(Map.of("client_events", true));
        try (FeedClient feed = watch(app, "?types=event_published")) {
            PusherClient client = app.connect().subscribePrivate("private-x");
            client.send("client-hi", "private-x", "\"from a client\"");
            app.backend().publish("private-x", "news", "x".repeat(2_000));
            app.backend().publishToUser("ada", "hello", "1");

            JsonNode fromClient = feed.awaitEvent(
                    "event_published", it -> it.path("source").asText().equals("client"));
            JsonNode fromApi = feed.awaitEvent(
                    "event_published", it -> it.path("event").asText().equals("news"));
            JsonNode toUser = feed.awaitEvent(
                    "event_published", it -> it.path("event").asText().equals("hello"));

            assertThat(fromClient.path("event").asText()).isEqualTo("client-hi");
            assertThat(fromClient.path("socket_id").asText()).isEqualTo(client.socketId());
            assertThat(fromClient.path("data").asText()).isEqualTo("from a client");
            assertThat(fromApi.path("source").asText()).isEqualTo("api");
            assertThat(fromApi.path("data").asText()).hasSize(1_024);
            assertThat(fromApi.path("truncated").asBoolean()).isTrue();
            assertThat(toUser.path("user_id").asText()).isEqualTo("ada");
        }
    }

    @Test
    void webhook_attempts_are_reported_and_kept() {
        Server hooks = Server.with(PRIVATE_TARGETS);
        try (WebhookEndpoint endpoint = new WebhookEndpoint().respondsWith(503)) {
            TestApp app = hooks.app(Map.of(
                    "webhook", Map.of("url", endpoint.url(), "headers", Map.of("Authorization", "Bearer of-the-app"))));
            try (FeedClient feed = watch(app, "?types=webhook_attempt")) {
                app.connect().subscribe("room");

                JsonNode attempt = feed.awaitEvent("webhook_attempt");

                assertThat(attempt.path("status").asInt()).isEqualTo(503);
                assertThat(attempt.path("attempt").asInt()).isEqualTo(1);
                assertThat(attempt.path("url").asText()).isEqualTo(endpoint.url());
                assertThat(attempt.has("duration_ms")).isTrue();
            }
            JsonNode kept = get(hooks, app, "/webhook/attempts").path("attempts");
            JsonNode oldest = kept.path(kept.size() - 1);
            assertThat(oldest.path("status").asInt()).isEqualTo(503);
            assertThat(oldest.path("error").asText()).isEqualTo("the endpoint returned 503");
            assertThat(oldest.path("request_body").asText()).contains("channel_occupied");
            assertThat(oldest.at("/request_headers/X-Pusher-Key").asText()).isEqualTo(app.key());
            assertThat(oldest.at("/request_headers/X-Pusher-Signature").isNull())
                    .isTrue();
            assertThat(oldest.at("/request_headers/Authorization").isNull()).isTrue();
            assertThat(kept.toString()).doesNotContain("of-the-app", app.secret());
        }
    }

    private static JsonNode get(Server server, TestApp app, String path) {
        return server.admin("GET", "/admin/v1/apps/" + app.key() + path, new byte[0])
                .expect(200)
                .json();
    }

    @Test
    void a_viewer_receives_only_what_it_asked_for() {
        TestApp app = server.app();
        PusherClient client = app.connect();
        try (FeedClient ofConnection = watch(app, "?socket_id=" + client.socketId());
                FeedClient ofUser = watch(app, "?user_id=ada");
                FeedClient ofChannel = watch(app, "?channel=presence-x&types=subscribed,member_added")) {
            app.connect().join("presence-x", "bob");
            app.connect().join("presence-y", "ada");
            client.subscribe("room");

            ofConnection.awaitEvent("subscribed");
            ofUser.awaitEvent("member_added");
            ofUser.awaitEvent("subscribed");
            ofChannel.awaitEvent("subscribed");
            ofChannel.awaitEvent("member_added");
            assertThat(ofConnection.events()).allMatch(of(client));
            assertThat(ofUser.events()).allMatch(user("ada"));
            assertThat(ofChannel.events()).hasSize(2).allMatch(user("bob"));
        }
    }

    @Test
    void the_stream_ends_when_the_app_is_deleted() {
        TestApp app = server.app();
        try (FeedClient feed = watch(app, "")) {
            app.delete();

            feed.awaitEnd();
        }
        assertThat(FeedClient.open(server, app.key(), "").status()).isEqualTo(404);
    }

    @Test
    void an_app_has_a_maximum_number_of_viewers() {
        Server few = Server.with(Map.of("vask.feed.max-viewers", "2"));
        TestApp app = few.app();
        TestApp other = few.app();
        long rejectedBefore = Rejections.of(few, "feed_viewers");
        try (FeedClient one = FeedClient.open(few, app.key(), "");
                FeedClient two = FeedClient.open(few, app.key(), "")) {
            FeedClient three = FeedClient.open(few, app.key(), "");

            assertThat(List.of(one.status(), two.status(), three.status())).containsExactly(200, 200, 429);
            assertThat(Rejections.of(few, "feed_viewers")).isEqualTo(rejectedBefore + 1);
            assertThat(Rejections.gauge(few, "vask_feed_viewers")).isEqualTo(2);
            try (FeedClient ofOther = FeedClient.open(few, other.key(), "")) {
                assertThat(ofOther.status()).isEqualTo(200);
            }
        }
        await("the viewers are gone").until(() -> Rejections.gauge(few, "vask_feed_viewers") == 0);
        try (FeedClient again = FeedClient.open(few, app.key(), "")) {
            assertThat(again.status()).isEqualTo(200);
        }
    }

    @Test
    void events_above_the_rate_are_counted() {
        Server slow = Server.with(Map.of("vask.feed.events-per-second", "5"));
        TestApp app = slow.app();
        try (FeedClient feed = FeedClient.open(slow, app.key(), "?types=event_published")) {
            int published = 60;
            for (int i = 0; i < published; i++) {
                app.backend().publish("room", "n", "" + i);
            }

            await("each event is reported or counted").until(() -> reported(feed) + skipped(feed) == published);
            assertThat(skipped(feed)).isPositive();
            assertThat(Rejections.of(slow, "feed_rate")).isGreaterThanOrEqualTo(skipped(feed));
        }
    }

    @Test
    @ResourceLock(Server.FLOOD)
    void a_viewer_that_does_not_read_slows_nothing_down() throws IOException {
        Server small = Server.small(Map.of("vask.feed.events-per-second", "1000000"));
        TestApp app = small.app();
        long leftOutBefore = Rejections.of(small, "feed_viewer_bytes");
        try (Socket slow = new Socket();
                FeedClient other = FeedClient.open(small, app.key(), "?channel=calm")) {
            slow.setReceiveBufferSize(4_096);
            slow.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), small.management().getPort()));
            slow.getOutputStream()
                    .write("GET /admin/v1/apps/%s/feed HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(app.key(), small.adminToken())
                            .getBytes(UTF_8));
            await("the slow viewer is there").until(() -> Rejections.gauge(small, "vask_feed_viewers") == 2);
            String channels = IntStream.range(0, 100)
                    .mapToObj(i -> "\"flood-%d\"".formatted(i))
                    .collect(Collectors.joining(","));
            String flood = "{\"name\":\"n\",\"channels\":[%s],\"data\":\"%s\"}".formatted(channels, "x".repeat(1_000));

            await("the slow viewer misses events").until(() -> {
                app.backend().post("/events", flood).expect(200);
                return Rejections.of(small, "feed_viewer_bytes") > leftOutBefore;
            });

            app.backend().publish("calm", "n", "1");
            other.awaitEvent("event_published");
        }
        await("the viewers are gone").until(() -> Rejections.gauge(small, "vask_feed_viewers") == 0);
    }

    private static long reported(FeedClient feed) {
        return feed.events().stream()
                .filter(it -> it.path("type").asText().equals("event_published"))
                .count();
    }

    private static long skipped(FeedClient feed) {
        return feed.events().stream().mapToLong(it -> it.path("count").asLong()).sum();
    }

    @Test
    void invalid_parameters_are_rejected() {
        TestApp app = server.app();

        assertThat(server.admin("GET", "/admin/v1/apps/%s/feed?types=subscribed,x".formatted(app.key()), new byte[0])
                        .expect(400)
                        .json()
                        .path("message")
                        .asText())
                .contains("'x' is unknown", "connection_opened");
        server.request("GET", "/admin/v1/apps/%s/feed".formatted(app.key()), new byte[0])
                .expect(401);
    }

    @Test
    void the_server_and_its_nodes_are_described() {
        TestApp app = server.app();
        app.connect().subscribe("room");

        await().untilAsserted(() -> {
            JsonNode state = server.admin("GET", "/admin/v1/server", new byte[0])
                    .expect(200)
                    .json();
            boolean cluster = state.path("mode").asText().equals("cluster");
            assertThat(cluster).isEqualTo(!server.isOneProcess());
            assertThat(state.at("/totals/connections").asLong()).isPositive();
            assertThat(state.at("/totals/channels").asLong()).isPositive();
            assertThat(state.at("/totals/apps").asLong()).isPositive();
            assertThat(state.path("nodes").size()).isGreaterThanOrEqualTo(cluster ? 3 : 1);
            assertThat(state.path("nodes")).allSatisfy(node -> {
                assertThat(node.path("state").asText()).isEqualTo("alive");
                assertThat(node.path("version").asText()).matches("\\d.*");
                assertThat(node.path("role").asText()).isIn("all", "edge", "api");
                assertThat(node.at("/transport/direct").isNumber()).isTrue();
                assertThat(Instant.parse(node.path("started_at").asText())).isBefore(Instant.now());
            });
            assertThat(state.path("nodes").toString())
                    .contains(state.path("node").asText());
            assertThat(state.at("/stores/redis").isNull()).isEqualTo(!cluster);
            assertThat(state.at("/stores/redis/status").asText("up")).isIn("up", "");
            assertThat(state.at("/stores/postgres/status").asText("up")).isIn("up", "");
        });
    }

    @Test
    void traffic_is_counted_by_interval() {
        // A shared server has more apps than vask.metrics.apps.
        Server own = Server.with(Map.of("vask.metrics.apps", "1000", "vask.cluster.prefix", "feed-traffic"));
        TestApp app = own.app();
        PusherClient client = app.connect().subscribe("room");
        client.send("pusher:subscribe", Map.of("channel", "room")).receivesError(null);
        for (int i = 0; i < 10; i++) {
            app.backend().publish("room", "n", "" + i);
        }

        await().untilAsserted(() -> {
            JsonNode stats = get(own, app, "/stats");
            assertThat(stats.path("interval_seconds").asInt()).isEqualTo(5);
            assertThat(stats.path("points")).hasSize(120);
            assertThat(sum(stats, "published")).isEqualTo(10);
            assertThat(sum(stats, "delivered")).isEqualTo(10);
            assertThat(sum(stats, "rejected")).isEqualTo(1);
            assertThat(stats.at("/points/119/connections").asInt()).isEqualTo(1);
            assertThat(stats.path("connections").asInt()).isEqualTo(1);
            assertThat(stats.path("channels").asInt()).isEqualTo(1);
        });
        assertThat(sum(
                        own.admin("GET", "/admin/v1/stats", new byte[0])
                                .expect(200)
                                .json(),
                        "published"))
                .isGreaterThanOrEqualTo(10);
    }

    private static long sum(JsonNode stats, String field) {
        long sum = 0;
        for (JsonNode point : stats.path("points")) {
            sum += point.path(field).asLong();
        }
        return sum;
    }

    @Test
    void channels_and_members_are_listed_in_pages() {
        TestApp app = server.app();
        PusherClient client = app.connect().subscribe("a").join("presence-c", "ada", "{\"name\":\"<script>\"}");
        client.subscribe("cache-b").receives("pusher:cache_miss", "cache-b");
        app.connect().join("presence-c", "bob");
        app.backend().publish("cache-b", "kept", "{}");

        JsonNode first = get(server, app, "/channels?limit=2");
        JsonNode second = get(
                server,
                app,
                "/channels?limit=2&cursor=" + first.path("next_cursor").asText());
        JsonNode room = get(server, app, "/channels/presence-c");
        JsonNode cached = get(server, app, "/channels/cache-b");

        assertThat(first.path("channels")).isEqualTo(Json.parse("""
                [{"name":"a","type":"public","subscription_count":1,"user_count":null,"cached":false},
                 {"name":"cache-b","type":"cache","subscription_count":1,"user_count":null,"cached":true}]"""));
        assertThat(second).isEqualTo(Json.parse("""
                {"channels":[{"name":"presence-c","type":"presence","subscription_count":2,"user_count":2,"cached":false}],
                 "next_cursor":null}"""));
        assertThat(get(server, app, "/channels?prefix=presence-").path("channels"))
                .hasSize(1);
        assertThat(room.path("members"))
                .contains(
                        Json.parse("{\"user_id\":\"ada\",\"user_info\":{\"name\":\"<script>\"}}"),
                        Json.parse("{\"user_id\":\"bob\",\"user_info\":{}}"));
        assertThat(room.path("user_count").asInt()).isEqualTo(2);
        assertThat(cached.path("cached"))
                .isEqualTo(Json.parse("{\"event\":\"kept\",\"data\":\"{}\",\"expires_in_ms\":%s}"
                        .formatted(cached.at("/cached/expires_in_ms"))));
        client.close();
    }

    @Test
    void an_operator_publishes_by_the_rules_of_the_http_api() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_event_bytes", 10)));
        PusherClient client = app.connect().subscribe("room").signIn("{\"id\":\"ada\"}");
        try (FeedClient feed = watch(app, "?types=event_published")) {
            publish(app, Map.of("name", "n", "channel", "room", "data", "1"), 200);
            client.receives("n", "room", "1");
            publish(app, Map.of("name", "m", "user_id", "ada", "data", "2"), 200);
            client.receives("m", "#server-to-user-ada", "2");
            publish(app, Map.of("name", "n", "channel", "room", "data", "x".repeat(11)), 413);
            publish(app, Map.of("name", "n", "channel", "room", "user_id", "ada", "data", ""), 400);
            feed.awaitEvent("event_published", it -> it.path("event").asText().equals("m"));
        }
        app.change(Map.of("enabled", false));
        publish(app, Map.of("name", "n", "channel", "room", "data", "1"), 403);
    }

    private void publish(TestApp app, Map<String, ?> event, int status) {
        server.admin(
                        "POST",
                        "/admin/v1/apps/%s/events".formatted(app.key()),
                        Json.of(event).getBytes(UTF_8))
                .expect(status);
    }

    @Test
    void the_tester_authorizes_one_open_connection_of_the_app() {
        TestApp app = server.app();
        TestApp other = server.app();
        PusherClient client = app.connect();
        Map<String, Object> request = new HashMap<>(Map.of(
                "socket_id",
                client.socketId(),
                "channel",
                "presence-x",
                "user_id",
                "ada",
                "user_info",
                Map.of("n", 1)));

        JsonNode presence = authorize(app, request, 200);
        client.send(
                        "pusher:subscribe",
                        Map.of(
                                "channel",
                                "presence-x",
                                "auth",
                                presence.path("auth").asText(),
                                "channel_data",
                                presence.path("channel_data").asText()))
                .receives("pusher_internal:subscription_succeeded", "presence-x");
        JsonNode encrypted =
                authorize(app, Map.of("socket_id", client.socketId(), "channel", "private-encrypted-x"), 200);
        assertThat(Base64.getDecoder().decode(encrypted.path("shared_secret").asText()))
                .hasSize(32);
        JsonNode signIn = authorize(app, Map.of("socket_id", client.socketId(), "sign_in", Map.of("id", "ada")), 200);
        client.send(
                        "pusher:signin",
                        Map.of(
                                "user_data",
                                signIn.path("user_data").asText(),
                                "auth",
                                signIn.path("auth").asText()))
                .receives("pusher:signin_success", null);
        authorize(other, request, 404);
        client.close();
        await("the connection is released").until(() -> status(app, request) == 404);
    }

    private JsonNode authorize(TestApp app, Map<String, ?> request, int status) {
        return server.admin(
                        "POST",
                        "/admin/v1/apps/%s/tester".formatted(app.key()),
                        Json.of(request).getBytes(UTF_8))
                .expect(status)
                .json();
    }

    private int status(TestApp app, Map<String, ?> request) {
        return server.admin(
                        "POST",
                        "/admin/v1/apps/%s/tester".formatted(app.key()),
                        Json.of(request).getBytes(UTF_8))
                .status();
    }
}
