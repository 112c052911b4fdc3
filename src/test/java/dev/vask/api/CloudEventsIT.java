package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sink of CloudEvents: {@code POST /apps/{key}/cloudevents}. */
class CloudEventsIT {

    private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";

    private final Server server = Server.standard();
    private final TestApp app = server.app();
    private final String token = rotate();

    private String rotate() {
        Response created = admin("POST").expect(201);
        return created.json().path("token").textValue();
    }

    private Response admin(String method) {
        return server.admin(method, "/admin/v1/apps/%s/cloudevents-token".formatted(app.key()), new byte[0]);
    }

    private Response send(String query, String body, String... headers) {
        return server.request(
                "POST", "/apps/%s/cloudevents%s".formatted(app.key(), query), body.getBytes(UTF_8), headers);
    }

    private Response structured(String json) {
        return send("", json, "Authorization", "Bearer " + token, "Content-Type", STRUCTURED);
    }

    @Test
    void an_event_in_binary_mode_is_published_to_its_subject() {
        PusherClient client = app.connect().subscribe("orders");

        send(
                        "",
                        "{\"id\": 7}",
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        "application/json",
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "1",
                        "ce-source",
                        "/shop",
                        "ce-type",
                        "com.example.order.created",
                        "ce-subject",
                        "orders")
                .expect(200);

        client.receives("com.example.order.created", "orders", "{\"id\": 7}");
    }

    @Test
    void an_event_in_structured_mode_is_published_to_several_channels() {
        PusherClient client = app.connect().subscribe("orders").subscribe("shop-7");

        structured("""
                {"specversion":"1.0","id":"1","source":"/shop","type":"created","channels":"orders shop-7",
                 "datacontenttype":"application/json","data":{"id":7}}""").expect(200);

        client.receives("created", "orders", "{\"id\":7}");
        client.receives("created", "shop-7", "{\"id\":7}");
    }

    @Test
    void text_and_base64_arrive_as_sent_and_no_data_as_an_empty_text() {
        PusherClient client = app.connect().subscribe("c");
        String event = "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"n\",\"subject\":\"c\"";

        structured(event + ",\"id\":\"1\",\"datacontenttype\":\"text/plain\",\"data\":\"h\u00e9\"}")
                .expect(200);
        structured(event + ",\"id\":\"2\",\"data_base64\":\"aGk=\"}").expect(200);
        structured(event + ",\"id\":\"3\"}").expect(200);

        client.receives("n", "c", "h\u00e9");
        client.receives("n", "c", "hi");
        client.receives("n", "c", "");
        structured(event + ",\"id\":\"4\",\"data_base64\":\"/w==\"}").expect(400);
    }

    @Test
    void an_event_that_is_sent_again_is_published_once() {
        PusherClient client = app.connect().subscribe("c");
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"again\",\"source\":\"/s\",\"type\":\"n\",\"subject\":\"c\",\"data\":\"1\"}";

        structured(event).expect(200);
        assertThat(structured(event).expect(200).headers().firstValue("Idempotency-Replayed"))
                .contains("true");
        structured(event.replace("/s", "/other")).expect(200);

        client.receives("n", "c", "\"1\"");
        client.receives("n", "c", "\"1\"");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | CloudEvent",
                "[] | CloudEvent",
                "no JSON | CloudEvent",
                "{\"specversion\":\"9\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"n\",\"subject\":\"c\"} | CloudEvent",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"n\"} | no channel",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"pusher:n\",\"subject\":\"c\"} | reserved",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"n\",\"subject\":\"a b\"} | channel",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\":\",\"type\":\"n\",\"subject\":\"c\"} | CloudEvent"
            })
    void an_invalid_event_is_rejected_with_its_reason(String event, String reason) {
        assertThat(structured(event).expect(400).body()).contains(reason);
    }

    @Test
    void batches_and_other_formats_are_rejected_by_name() {
        Response batch = send(
                "", "[]", "Authorization", "Bearer " + token, "Content-Type", "application/cloudevents-batch+json");

        assertThat(batch.expect(400).body()).contains("application/cloudevents-batch+json");
    }

    @Test
    void a_missing_wrong_or_revoked_token_is_rejected_and_the_body_is_not_read() {
        TestApp other = server.app();
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"n\",\"subject\":\"c\"}";
        assertThat(send("", event, "Content-Type", STRUCTURED).status()).isEqualTo(401);
        assertThat(send("", event, "Content-Type", STRUCTURED, "Authorization", "Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(server.request(
                                "POST",
                                "/apps/%s/cloudevents".formatted(other.key()),
                                event.getBytes(UTF_8),
                                "Authorization",
                                "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(send("?access_token=" + token, event, "Content-Type", STRUCTURED)
                        .status())
                .isEqualTo(200);

        String next = rotate();
        assertThat(structured(event).status()).isEqualTo(401);
        assertThat(next).isNotEqualTo(token);
        admin("DELETE").expect(204);
        assertThat(send("", event, "Content-Type", STRUCTURED, "Authorization", "Bearer " + next)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void changing_the_app_keeps_the_token() {
        app.change(Map.of("name", "renamed"));

        structured("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"n\",\"subject\":\"c\"}")
                .expect(200);
    }
}
