package dev.vask.traces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Cluster;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import dev.vask.traces.Collector.RecordedSpan;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The spans of publishes that a collector receives. */
class TracesIT {

    private static final Collector COLLECTOR = Collector.open();
    private static final Map<String, String> SAMPLED_BY_SENDERS_ONLY =
            Map.of("vask.traces.endpoint", COLLECTOR.url(), "vask.traces.sample", "0");
    private static final String TO_TWO = """
            {"name":"news","channels":["one","two"],"data":"hello"}""";

    /** A backend that sends a traceparent. */
    private record TracingBackend(String trace, String span, boolean sampled) {

        static TracingBackend of(boolean sampled) {
            return new TracingBackend(random(16), random(8), sampled);
        }

        private static String random(int bytes) {
            byte[] random = new byte[bytes];
            ThreadLocalRandom.current().nextBytes(random);
            return HexFormat.of().formatHex(random);
        }

        Response publish(TestApp app, String path, String json) {
            byte[] body = json.getBytes(UTF_8);
            return app.server()
                    .request(
                            "POST",
                            app.signer().request("POST", "/apps/" + app.key() + path, Map.of(), body),
                            body,
                            "Content-Type",
                            "application/json",
                            "X-Request-Id",
                            "request-of-" + span,
                            "traceparent",
                            "00-%s-%s-%s".formatted(trace, span, sampled ? "01" : "00"));
        }
    }

    @Test
    void a_publish_to_one_process_is_a_span_of_its_request_and_one_of_its_fan_out() {
        TestApp app = Server.with(SAMPLED_BY_SENDERS_ONLY).app();
        PusherClient alice = app.connect().subscribe("one").subscribe("two");
        PusherClient bob = app.connect().subscribe("two");
        TracingBackend sender = TracingBackend.of(true);

        sender.publish(app, "/events", TO_TWO).expect(200);

        alice.receives("news", "one", "hello");
        alice.receives("news", "two", "hello");
        bob.receives("news", "two", "hello");
        List<RecordedSpan> trace = COLLECTOR.trace(sender.trace(), 2);
        RecordedSpan request = only(trace, "POST /apps/{app_key}/events");
        assertThat(request.parent()).isEqualTo(sender.span());
        assertThat(request.attributes())
                .containsEntry("vask.app", app.key())
                .containsEntry("vask.events", "1")
                .containsEntry("vask.channels", "2")
                .containsEntry("vask.request.id", "request-of-" + sender.span())
                .containsEntry("http.response.status_code", "200");
        RecordedSpan fanOut = only(trace, "fan-out");
        assertThat(fanOut.parent()).isEqualTo(request.id());
        assertThat(fanOut.attributes()).containsEntry("vask.channels", "2").containsEntry("vask.deliveries", "3");
        assertThat(trace).hasSize(2);
    }

    @Test
    void a_publish_to_a_cluster_is_traced_through_redis_to_each_node() {
        try (Cluster cluster = new Cluster(TestRedis.url(), SAMPLED_BY_SENDERS_ONLY)) {
            List<VaskNode> all = cluster.start(
                    List.of("all", "edge", "edge"), i -> i == 2 ? Map.of("vask.traces.endpoint", "") : Map.of());
            TestApp app = all.getFirst().app();
            PusherClient here = app.connect().subscribe("one").subscribe("two");
            PusherClient there = app.on(all.get(1)).connect().subscribe("two");
            PusherClient untraced = app.on(all.get(2)).connect().subscribe("two");
            TracingBackend sender = TracingBackend.of(true);

            sender.publish(app, "/batch_events", """
                    {"batch":[{"name":"news","channel":"one","data":"1"},{"name":"news","channel":"two","data":"2"}]}""").expect(200);

            here.receives("news", "one", "1");
            here.receives("news", "two", "2");
            there.receives("news", "two", "2");
            untraced.receives("news", "two", "2");
            List<RecordedSpan> trace = COLLECTOR.trace(sender.trace(), 4);
            RecordedSpan request = only(trace, "POST /apps/{app_key}/batch_events");
            assertThat(request.parent()).isEqualTo(sender.span());
            RecordedSpan redis = only(trace, "redis publish");
            assertThat(redis.parent()).isEqualTo(request.id());
            assertThat(redis.instance()).isEqualTo(request.instance());
            List<RecordedSpan> fanOuts =
                    trace.stream().filter(it -> it.name().equals("fan-out")).toList();
            assertThat(fanOuts).hasSize(2).allSatisfy(it -> assertThat(it.parent())
                    .isEqualTo(redis.id()));
            assertThat(fanOuts)
                    .filteredOn(it -> it.instance().equals(request.instance()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.attributes())
                            .containsEntry("vask.channels", "2")
                            .containsEntry("vask.deliveries", "2"));
            assertThat(fanOuts)
                    .filteredOn(it -> !it.instance().equals(request.instance()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.attributes())
                            .containsEntry("vask.channels", "1")
                            .containsEntry("vask.deliveries", "1"));
            assertThat(trace).hasSize(4);
        }
    }

    @Test
    void a_rejected_request_is_traced_with_its_status() {
        TestApp app = Server.with(SAMPLED_BY_SENDERS_ONLY).app();
        TracingBackend sender = TracingBackend.of(true);

        sender.publish(app, "/users/ada/events", "no json").expect(400);

        assertThat(COLLECTOR.trace(sender.trace(), 1)).singleElement().satisfies(it -> {
            assertThat(it.name()).isEqualTo("POST /apps/{app_key}/users/{id}/events");
            assertThat(it.attributes()).containsEntry("http.response.status_code", "400");
            assertThat(it.failed()).isFalse(); // client errors are not failures of the server
        });
    }

    @Test
    void an_unsampled_request_is_not_traced() {
        TestApp app = Server.with(SAMPLED_BY_SENDERS_ONLY).app();
        TracingBackend untraced = TracingBackend.of(false);
        TracingBackend after = TracingBackend.of(true);

        untraced.publish(app, "/events", TO_TWO).expect(200);
        app.backend().publish("one", "news", "whose trace would begin here");
        after.publish(app, "/events", TO_TWO).expect(200);

        COLLECTOR.trace(after.trace(), 2);
        assertThat(COLLECTOR.spans())
                .filteredOn(it -> app.key().equals(it.attributes().get("vask.app")))
                .extracting(RecordedSpan::trace)
                .containsExactly(after.trace());
    }

    private static RecordedSpan only(List<RecordedSpan> spans, String name) {
        assertThat(spans).filteredOn(it -> it.name().equals(name)).hasSize(1);
        return spans.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }
}
