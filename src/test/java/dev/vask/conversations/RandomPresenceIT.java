package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
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

/** Presence against a model that is only a map from socket to user, in whatever order they come and go (section 7). */
class RandomPresenceIT {

    private static final String ROOM = "presence-room";

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void the_roster_is_always_what_the_model_says(@ForAll("steps") List<Step> steps) {
        Room room = new Room(Server.standard().app());

        steps.forEach(room::take);

        room.observer.receivesNothingMore();
        assertThat(room.usersOverHttp()).isEqualTo(room.users());
        assertThat(room.usersSeenByANewcomer()).isEqualTo(room.users());
        room.everybodyGoes();
        assertThat(room.usersOverHttp()).containsExactly("observer");
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of("ada", "bob", "carol"),
                        Arbitraries.of(Departure.class))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(40);
    }

    enum Departure {
        UNSUBSCRIBE,
        CLOSE,
        VANISH
    }

    /** One socket joins as the user if it is out, and departs in this way if it is in. */
    record Step(int socket, String user, Departure departure) {}

    /** The room and its model, watched by an observer who must hear each change of the model once. */
    private static final class Room {

        private final TestApp app;
        private final PusherClient observer;
        private final Map<Integer, PusherClient> sockets = new HashMap<>();
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

        void take(Step step) {
            Set<String> before = users();
            if (model.containsKey(step.socket)) {
                depart(step.socket, step.departure);
            } else {
                join(step.socket, step.user);
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

        private void join(int socket, String user) {
            PusherClient client =
                    sockets.computeIfAbsent(socket, it -> app.connect().subscribe("open"));
            model.put(socket, user);
            client.sendJoin(ROOM, Json.of(Map.of("user_id", user)));
            assertThat(roster(answer(client, "pusher_internal:subscription_succeeded")))
                    .isEqualTo(users());
        }

        private void depart(int socket, Departure departure) {
            model.remove(socket);
            if (departure == Departure.UNSUBSCRIBE) {
                answer(sockets.get(socket).unsubscribe(ROOM).send("pusher:ping", Map.of()), "pusher:pong");
                return;
            }
            PusherClient client = sockets.remove(socket);
            if (departure == Departure.CLOSE) {
                client.close();
            } else {
                client.abort();
            }
            await().until(() -> openSockets() == sockets.size());
        }

        /** What a client hears of that kind after what it hears of the others. */
        private static ReceivedFrame answer(PusherClient client, String event) {
            ReceivedFrame heard = client.next();
            while (heard.event().startsWith("pusher_internal:member_")) {
                heard = client.next();
            }
            assertThat(heard.event()).isEqualTo(event);
            return heard;
        }

        private int openSockets() {
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

        Set<String> usersSeenByANewcomer() {
            PusherClient newcomer = app.connect();
            newcomer.sendJoin(ROOM, "{\"user_id\":\"observer\"}");
            return roster(newcomer.receives("pusher_internal:subscription_succeeded", ROOM));
        }

        private static Set<String> roster(ReceivedFrame succeeded) {
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

        void everybodyGoes() {
            Map.copyOf(model).keySet().forEach(socket -> depart(socket, Departure.CLOSE));
        }
    }
}
