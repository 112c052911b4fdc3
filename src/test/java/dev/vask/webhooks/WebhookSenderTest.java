package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Secret;
import dev.vask.support.WebhookEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One attempt: where it goes, and what comes of it. */
class WebhookSenderTest {

    /** Longer than any answer here takes, also where the machine is busy with other tests. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Leads to this machine. */
    private static final String NAME = "hooks.example.test";

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 " + NAME))));
    private final App app = App.withDefaults("shop", new Secret("secret"));
    private final WebhookEndpoint backend = new WebhookEndpoint();

    @AfterEach
    void close() {
        backend.close();
        vertx.close();
    }

    private AttemptResult send(WebhookTargetPolicy policy, HttpClientOptions options, String url) throws Exception {
        WebhookSender sender = new WebhookSender(vertx, vertx.createHttpClient(options), policy, TIMEOUT);
        return sender.send(app, Webhook.to(url), "1", "{}")
                .toCompletionStage()
                .toCompletableFuture()
                .get(90, TimeUnit.SECONDS);
    }

    private AttemptResult strictly(String url) throws Exception {
        return send(new WebhookTargetPolicy(false), new HttpClientOptions(), url);
    }

    private AttemptResult anywhere(String url) throws Exception {
        return send(new WebhookTargetPolicy(true), new HttpClientOptions(), url);
    }

    @Test
    void a_private_address_is_refused_whatever_was_allowed_when_it_was_set() throws Exception {
        assertThat(strictly("https://127.0.0.1:%d/".formatted(backend.port())).problem())
                .contains("public host");
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void a_name_that_leads_to_a_private_address_is_refused_when_it_is_connected_to() throws Exception {
        AttemptResult answer = strictly("https://%s:%d/".formatted(NAME, backend.port()));

        assertThat(answer.problem())
                .isEqualTo("hooks.example.test resolves to 127.0.0.1, which is not a public address");
        assertThat(answer.status()).isNull();
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void the_name_is_what_tls_and_the_host_header_are_about_though_the_address_is_connected_to(@TempDir Path directory)
            throws Exception {
        PfxOptions certificate = certificate(directory.resolve("keys.p12"));
        CompletableFuture<String> asked = new CompletableFuture<>();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(certificate))
                .requestHandler(request -> {
                    asked.complete(request.getHeader("Host") + " "
                            + request.connection().indicatedServerName());
                    request.response().setStatusCode(204).end();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(certificate);
        int port = server.actualPort();

        AttemptResult right = send(new WebhookTargetPolicy(true), trusting, "https://%s:%d/".formatted(NAME, port));
        assertThat(right.problem()).isNull();
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("%s:%d %s".formatted(NAME, port, NAME));

        AttemptResult wrongName =
                send(new WebhookTargetPolicy(true), trusting, "https://127.0.0.1:%d/".formatted(port));
        assertThat(wrongName.status()).isNull();
        assertThat(wrongName.problem()).isNotNull();
        assertThat(anywhere("https://%s:%d/".formatted(NAME, port)).problem())
                .as("of an unknown issuer")
                .isNotNull();
    }

    private static PfxOptions certificate(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "hooks",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + NAME,
                        "-ext",
                        "SAN=dns:" + NAME,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new PfxOptions().setPath(file.toString()).setPassword("changeit");
    }

    @Test
    void a_name_that_does_not_exist_and_a_port_that_refuses_are_said_so() throws Exception {
        assertThat(anywhere("http://no-such-host.invalid/").problem()).contains("no-such-host.invalid");
        backend.refuseConnections();
        assertThat(anywhere(backend.url()).problem()).contains("refused");
    }

    @Test
    void an_answer_without_end_is_cut_off_and_its_status_counts() throws Exception {
        backend.respondsWith(request ->
                new WebhookEndpoint.Reply.Text("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000)));

        AttemptResult answer = anywhere(backend.url());

        assertThat(answer.problem()).isNull();
        assertThat(answer.head()).hasSize(500);
    }

    @Test
    void a_redirect_to_this_machine_is_refused() throws Exception {
        WebhookEndpoint inside = new WebhookEndpoint();
        backend.respondsWith(request -> new WebhookEndpoint.Reply.Text(
                "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(inside.url())));

        assertThat(anywhere(backend.url()).problem()).contains("302");
        assertThat(inside.received()).isEmpty();
        inside.close();
    }
}
