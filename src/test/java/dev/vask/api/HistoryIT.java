package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last events of a channel, for backends ({@code docs/recovery.md}). */
class HistoryIT {

    private static final String PATH = "/channels/presence-x/history";

    private final Server server = Server.standard();
    private final TestApp app = server.app(
            Map.of("history", Map.of("enabled", true, "max_events", 5, "client_events", true), "client_events", true));

    private String publish(String data) {
        return app.backend()
                .post(
                        "/events",
                        Json.of(Map.of("name", "n", "channel", "presence-x", "data", data, "return_ids", true)))
                .expect(200)
                .json()
                .path("event_ids")
                .path("presence-x")
                .asText();
    }

    private JsonNode history(Map<String, String> parameters) {
        return app.backend().get(PATH, parameters).expect(200).json();
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    @Test
    void each_item_has_its_id_event_data_and_time() {
        long start = System.currentTimeMillis();
        String id = publish("{\"text\":\"Grüße ☕\"}");

        JsonNode page = history(Map.of());

        JsonNode item = page.path("items").path(0);
        assertThat(item.path("id").asText()).isEqualTo(id);
        assertThat(item.path("event").asText()).isEqualTo("n");
        assertThat(item.path("data").asText()).isEqualTo("{\"text\":\"Grüße ☕\"}");
        assertThat(item.path("time_ms").asLong()).isBetween(start - 5_000, System.currentTimeMillis() + 5_000);
        assertThat(item.has("user_id")).isFalse();
        assertThat(page.path("has_more").asBoolean(true)).isFalse();
        assertThat(page.path("next_cursor").isNull()).isTrue();
        assertThat(page.path("position").asText()).isEqualTo(id);
        assertThat(page.path("oldest").asText()).isEqualTo(id);
    }

    @Test
    void a_client_event_has_its_sender() {
        PusherClient ada = app.connect().join("presence-x", "ada");
        ada.send("client-move", "presence-x", "\"1\"").awaitProcessed();

        assertThat(history(Map.of()).at("/items/0/user_id").asText()).isEqualTo("ada");
    }

    @Test
    void only_the_last_events_are_kept() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(publish(Integer.toString(i)));
        }

        assertThat(ids(history(Map.of()))).isEqualTo(ids.subList(4, 9));
        assertThat(ids(history(Map.of("direction", "backward"))))
                .isEqualTo(ids.subList(4, 9).reversed());
        Response gap =
                app.backend().get(PATH, Map.of("after_id", ids.getFirst())).expect(410);
        assertThat(gap.json().path("code").asText()).isEqualTo("history_gap");
    }

    @ParameterizedTest
    @CsvSource({"forward", "backward"})
    void pages_follow_each_other(String direction) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(publish(Integer.toString(i)));
        }

        JsonNode first = history(Map.of("limit", "3", "direction", direction));
        JsonNode second = history(Map.of(
                "limit",
                "3",
                "direction",
                direction,
                "cursor",
                first.path("next_cursor").asText()));

        List<String> found = new ArrayList<>(ids(first));
        found.addAll(ids(second));
        assertThat(found).isEqualTo(direction.equals("forward") ? ids : ids.reversed());
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(second.path("has_more").asBoolean(true)).isFalse();
    }

    @Test
    void an_empty_history_has_a_position() {
        JsonNode page = history(Map.of());

        assertThat(page.path("items")).isEmpty();
        assertThat(page.path("oldest").isNull()).isTrue();
        assertThat(page.path("position").asText()).matches("[0-9a-f]+:[0-9]+");
    }

    @Test
    void an_app_without_history_has_none() {
        Response response = server.app().backend().get(PATH).expect(404);

        assertThat(response.json().path("code").asText()).isEqualTo("history_off");
    }

    @ParameterizedTest
    @CsvSource({"limit,0", "limit,1001", "limit,x", "limit,-1", "limit,99999", "direction,up"})
    void an_invalid_parameter_is_named(String name, String value) {
        Response response = app.backend().get(PATH, Map.of(name, value)).expect(400);

        assertThat(response.json().path("message").asText()).contains(name);
    }

    @Test
    void an_id_of_another_form_is_a_gap() {
        app.backend().get(PATH, Map.of("after_id", "no-id")).expect(410);
        app.backend().get(PATH, Map.of("cursor", "1:1")).expect(410);
    }

    @Test
    void an_operator_reads_the_same_pages() {
        publish("1");
        publish("2");

        JsonNode newest =
                operator(app, "limit=1&direction=backward").expect(200).json();
        assertThat(newest).isEqualTo(history(Map.of("limit", "1", "direction", "backward")));
        assertThat(newest.at("/items/0/data").asText()).isEqualTo("2");
        JsonNode older = operator(
                        app,
                        "limit=1&direction=backward&cursor="
                                + newest.path("next_cursor").asText())
                .expect(200)
                .json();
        assertThat(older.at("/items/0/data").asText()).isEqualTo("1");
        assertThat(operator(app, "after_id=" + ids(older).getFirst())
                        .expect(200)
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void an_operator_gets_the_same_errors() {
        assertThat(code(operator(app, "limit=0").expect(400))).isEqualTo("invalid_request");
        assertThat(code(operator(app, "direction=up").expect(400))).isEqualTo("invalid_request");
        assertThat(code(operator(app, "after_id=no-id").expect(410))).isEqualTo("history_gap");
        assertThat(code(operator(server.app(), "").expect(404))).isEqualTo("history_off");
        assertThat(code(server.admin("GET", "/admin/v1/apps/no-such-app/channels/x/history", new byte[0])
                        .expect(404)))
                .isEqualTo("no_such_app");
    }

    private Response operator(TestApp of, String query) {
        String path = "/admin/v1/apps/%s/channels/presence-x/history".formatted(of.key());
        return server.admin("GET", query.isEmpty() ? path : path + "?" + query, new byte[0]);
    }

    private static String code(Response response) {
        return response.json().path("code").asText();
    }

    @Test
    void the_usage_of_the_app_counts_stored_events() {
        publish("1");
        publish("2");

        JsonNode usage = server.admin("GET", "/admin/v1/apps/%s/usage".formatted(app.key()), new byte[0])
                .expect(200)
                .json();

        assertThat(usage.at("/history/events").asInt()).isEqualTo(2);
        assertThat(usage.at("/history/bytes").asInt()).isPositive();
    }
}
