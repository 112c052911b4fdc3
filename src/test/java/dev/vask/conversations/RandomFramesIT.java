package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.ReceivedFrame;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Whatever text a client sends, its socket stays open and answers, and what it leaves behind goes with it (5.2.2). */
class RandomFramesIT {

    private static final String LAST = "the-last-channel";

    private final TestApp app = Server.standard().app(Map.of("client_events", true, "subscription_counts", true));

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void no_text_closes_a_socket_nor_stops_it_from_answering(@ForAll("frames") List<String> frames) {
        PusherClient client = app.connect();

        frames.forEach(client::send);
        client.send("pusher:subscribe", Map.of("channel", LAST));

        ReceivedFrame heard = client.next();
        while (!LAST.equals(heard.channel())) {
            heard = client.next();
        }
        assertThat(heard.event()).isEqualTo("pusher_internal:subscription_succeeded");
        client.close();
        await().until(() -> app.backend().get("/channels").json().equals(Json.parse("{\"channels\":{}}")));
    }

    @Provide
    Arbitrary<List<String>> frames() {
        return Arbitraries.frequencyOf(Tuple.of(1, texts(2000)), Tuple.of(2, json(3)), Tuple.of(6, commands()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    /** Frames that look like the protocol's, with one member or another that does not. */
    private static Arbitrary<String> commands() {
        Arbitrary<String> events = Arbitraries.of(
                        "pusher:subscribe",
                        "pusher:unsubscribe",
                        "pusher:signin",
                        "pusher:ping",
                        "pusher:pong",
                        "client-x",
                        "pusher:",
                        "client-",
                        "pusher_internal:member_added")
                .map(Json::of);
        return Combinators.combine(mostly(events, 9), mostly(channels(), 3), mostly(data(), 3))
                .as("{\"event\":%s,\"channel\":%s,\"data\":%s}"::formatted);
    }

    private static Arbitrary<String> data() {
        Arbitrary<String> auth = Arbitraries.of("\"\"", "\"key:0123\"", "null", "7");
        Arbitrary<String> object = Combinators.combine(mostly(channels(), 9), mostly(auth, 5), json(2), json(2))
                .as("{\"channel\":%s,\"auth\":%s,\"channel_data\":%s,\"user_data\":%s}"::formatted);
        return Arbitraries.oneOf(object, object.map(Json::of));
    }

    private static Arbitrary<String> channels() {
        return Arbitraries.of(
                        "news",
                        "cache-x",
                        "private-x",
                        "presence-x",
                        "private-cache-x",
                        "presence-cache-x",
                        "private-encrypted-x",
                        "private-encrypted-cache-x",
                        "#server-to-user-ada",
                        "",
                        "no name!")
                .map(Json::of);
    }

    private static Arbitrary<String> mostly(Arbitrary<String> usual, int times) {
        return Arbitraries.frequencyOf(Tuple.of(times, usual), Tuple.of(1, json(2)));
    }

    private static Arbitrary<String> json(int depth) {
        Arbitrary<String> plain = Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "1e999999999",
                        "-0",
                        "1E-7",
                        "123456789012345678901234567890",
                        "\"\\ud800\"",
                        "{}",
                        "[]"),
                Arbitraries.longs().map(String::valueOf),
                texts(30).map(Json::of));
        if (depth == 0) {
            return plain;
        }
        Arbitrary<List<String>> some = json(depth - 1).list().ofMaxSize(3);
        return Arbitraries.oneOf(
                plain,
                some.map(items -> "[" + String.join(",", items) + "]"),
                Combinators.combine(texts(10).map(Json::of), json(depth - 1)).as("{%s:%s}"::formatted));
    }

    /** Text that exists in UTF-8. */
    private static Arbitrary<String> texts(int longest) {
        return Arbitraries.strings()
                .withCharRange('\0', '\uD7FF')
                .withCharRange('\uE000', '\uFFFF')
                .withChars("{}[]\":,\\ \n")
                .ofMaxLength(longest);
    }
}
