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

/** Delivery attempts: their target and their result. */
class WebhookSenderTest {

    /** Longer than any response takes on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Resolves to this machine. */
    private static final String HOST_NAME = "hooks.example.test";

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(
                    new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 " + HOST_NAME))));
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

    private AttemptResult sendToPublic(String url) throws Exception {
        return send(new WebhookTargetPolicy(false), new HttpClientOptions(), url);
    }

    private AttemptResult sendAnywhere(String url) throws Exception {
        return send(new WebhookTargetPolicy(true), new HttpClientOptions(), url);
    }

    @Test
    void a_private_address_is_rejected_although_the_url_was_accepted() throws Exception {
        assertThat(sendToPublic("https://127.0.0.1:%d/".formatted(backend.port()))
                        .problem())
                .contains("public host");
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void a_host_name_that_resolves_to_a_private_address_is_rejected() throws Exception {
        AttemptResult result = sendToPublic("https://%s:%d/".formatted(HOST_NAME, backend.port()));

        assertThat(result.problem())
                .isEqualTo("hooks.example.test resolves to 127.0.0.1, which is not a public address");
        assertThat(result.status()).isNull();
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void tls_and_the_host_header_use_the_host_name(@TempDir Path directory) throws Exception {
        PfxOptions certificate = certificate(directory.resolve("keys.p12"));
        CompletableFuture<String> requested = new CompletableFuture<>();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(certificate))
                .requestHandler(request -> {
                    requested.complete(request.getHeader("Host") + " "
                            + request.connection().indicatedServerName());
                    request.response().setStatusCode(204).end();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(certificate);
        int port = server.actualPort();

        AttemptResult rightName =
                send(new WebhookTargetPolicy(true), trusting, "https://%s:%d/".formatted(HOST_NAME, port));
        assertThat(rightName.problem()).isNull();
        assertThat(requested.get(10, TimeUnit.SECONDS)).isEqualTo("%s:%d %s".formatted(HOST_NAME, port, HOST_NAME));

        AttemptResult wrongName =
                send(new WebhookTargetPolicy(true), trusting, "https://127.0.0.1:%d/".formatted(port));
        assertThat(wrongName.status()).isNull();
        assertThat(wrongName.problem()).isNotNull();
        assertThat(sendAnywhere("https://%s:%d/".formatted(HOST_NAME, port)).problem())
                .as("certificate of an unknown issuer")
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
                        "CN=" + HOST_NAME,
                        "-ext",
                        "SAN=dns:" + HOST_NAME,
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
    void unknown_hosts_and_refused_connections_are_reported() throws Exception {
        assertThat(sendAnywhere("http://no-such-host.invalid/").problem()).contains("no-such-host.invalid");
        backend.refuseConnections();
        assertThat(sendAnywhere(backend.url()).problem()).contains("refused");
    }

    @Test
    void a_long_response_is_cut_off_and_its_status_counts() throws Exception {
        backend.respondsWith(request -> new WebhookEndpoint.Reply.Text(
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000)));

        AttemptResult result = sendAnywhere(backend.url());

        assertThat(result.problem()).isNull();
        assertThat(result.bodyStart()).hasSize(500);
    }

    @Test
    void a_redirect_to_a_private_address_is_not_followed() throws Exception {
        WebhookEndpoint inside = new WebhookEndpoint();
        backend.respondsWith(request -> new WebhookEndpoint.Reply.Text(
                "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(inside.url())));

        assertThat(sendAnywhere(backend.url()).problem()).contains("302");
        assertThat(inside.received()).isEmpty();
        inside.close();
    }
}
