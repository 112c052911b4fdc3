package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Presence with random joins and leaves, compared with a model: a map from connection to user (section 7). */
class RandomPresenceIT {

    private static final String ROOM = "presence-room";

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void the_members_always_match_the_model(@ForAll("steps") List<Step> steps) {
        Room room = new Room(Server.standard().app());

        steps.forEach(room::apply);

        room.observer.receivesNothingMore();
        assertThat(room.usersOverHttp()).isEqualTo(room.users());
        assertThat(room.usersSeenByNewConnection()).isEqualTo(room.users());
        room.disconnectAll();
        assertThat(room.usersOverHttp()).containsExactly("observer");
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of("ada", "bob", "carol"),
                        Arbitraries.of(LeaveKind.class))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(40);
    }

    enum LeaveKind {
        UNSUBSCRIBE,
        CLOSE,
        ABORT
    }

    /** A connection joins as the user if it is not a member, and leaves in this way if it is. */
    record Step(int connection, String user, LeaveKind leaveKind) {}

    /** The channel and its model. An observer must receive each change of the model once. */
    private static final class Room {

        private final TestApp app;
        private final PusherClient observer;
        private final Map<Integer, PusherClient> connections = new HashMap<>();
        private final Map<Integer, String> model = new HashMap<>();

        Room(TestApp app) {
            this.app = app;
            this.observer = app.connect().join(ROOM, "observer");
        }

        Set<String> users() {
            Set<String> users = new TreeSet<>(model.values());
            users.add("observer");
            return users;
        }

        void apply(Step step) {
            Set<String> before = users();
            if (model.containsKey(step.connection)) {
                leave(step.connection, step.leaveKind);
            } else {
                join(step.connection, step.user);
            }
            Set<String> after = users();
            after.stream()
                    .filter(user -> !before.contains(user))
                    .forEach(user -> observer.receives(
                            "pusher_internal:member_added",
                            ROOM,
                            "{\"user_id\":\"%s\",\"user_info\":{}}".formatted(user)));
            before.stream()
                    .filter(user -> !after.contains(user))
                    .forEach(user -> observer.receives(
                            "pusher_internal:member_removed", ROOM, "{\"user_id\":\"%s\"}".formatted(user)));
        }

        private void join(int connection, String user) {
            PusherClient client =
                    connections.computeIfAbsent(connection, it -> app.connect().subscribe("open"));
            model.put(connection, user);
            client.sendJoin(ROOM, Json.of(Map.of("user_id", user)));
            assertThat(memberIds(nextExceptMemberEvents(client, "pusher_internal:subscription_succeeded")))
                    .isEqualTo(users());
        }

        private void leave(int connection, LeaveKind leaveKind) {
            model.remove(connection);
            if (leaveKind == LeaveKind.UNSUBSCRIBE) {
                nextExceptMemberEvents(
                        connections.get(connection).unsubscribe(ROOM).send("pusher:ping", Map.of()), "pusher:pong");
                return;
            }
            PusherClient client = connections.remove(connection);
            if (leaveKind == LeaveKind.CLOSE) {
                client.close();
            } else {
                client.abort();
            }
            await().until(() -> openConnections() == connections.size());
        }

        /** Receives a frame of this event; member events before it are skipped. */
        private static ReceivedFrame nextExceptMemberEvents(PusherClient client, String event) {
            ReceivedFrame frame = client.next();
            while (frame.event().startsWith("pusher_internal:member_")) {
                frame = client.next();
            }
            assertThat(frame.event()).isEqualTo(event);
            return frame;
        }

        private int openConnections() {
            return app.backend()
                    .get("/channels/open", Map.of("info", "subscription_count"))
                    .json()
                    .path("subscription_count")
                    .intValue();
        }

        Set<String> usersOverHttp() {
            Set<String> users = new TreeSet<>();
            app.backend()
                    .get("/channels/" + ROOM + "/users")
                    .json()
                    .path("users")
                    .forEach(user -> users.add(user.path("id").textValue()));
            return users;
        }

        Set<String> usersSeenByNewConnection() {
            PusherClient newMember = app.connect();
            newMember.sendJoin(ROOM, "{\"user_id\":\"observer\"}");
            return memberIds(newMember.receives("pusher_internal:subscription_succeeded", ROOM));
        }

        private static Set<String> memberIds(ReceivedFrame succeeded) {
            JsonNode presence = succeeded.data().path("presence");
            Set<String> ids = new TreeSet<>();
            presence.path("ids").forEach(id -> ids.add(id.textValue()));
            assertThat(presence.path("ids")).hasSize(ids.size());
            assertThat(presence.path("count").intValue()).isEqualTo(ids.size());
            assertThat(presence.path("hash").properties())
                    .extracting(Map.Entry::getKey)
                    .hasSameElementsAs(ids);
            return ids;
        }

        void disconnectAll() {
            Map.copyOf(model).keySet().forEach(connection -> leave(connection, LeaveKind.CLOSE));
        }
    }
}
