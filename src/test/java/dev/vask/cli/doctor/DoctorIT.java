package dev.vask.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.protocol.Secret;
import dev.vask.support.CliRun;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestCertificate;
import dev.vask.support.TlsProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code vask doctor}, against servers that work and servers that do not. */
@Execution(ExecutionMode.SAME_THREAD) // its processes would slow each other down
class DoctorIT {

    private static final Clock CLOCK = Clock.systemUTC();

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_working_server_passes_every_check() {
        CliRun run = doctor(app.key(), app.secret(), server.api().toString()).expect(0);

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .hasSize(13)
                .allMatch(it -> it.startsWith("ok    "))
                .anyMatch(it -> it.matches("ok    dns +127.0.0.1 has the address 127.0.0.1"))
                .anyMatch(it -> it.matches("ok    clock +the server's clock is \\d s .*"))
                .anyMatch(it -> it.matches("ok    connection +established, activity_timeout is 120 s"))
                .anyMatch(it -> it.matches("ok    delivery +from publish to delivery [0-9.]+ ms"))
                .anyMatch(it -> it.matches("ok    idle +not measured; .* --idle 130 shows"));
    }

    @Test
    void json_has_every_check() {
        JsonNode json = doctor(app.key(), app.secret(), server.api().toString(), "--json")
                .expect(0)
                .json();

        assertThat(json.path("url").asText()).isEqualTo(server.api().toString());
        assertThat(json.path("checks").findValuesAsText("check"))
                .containsExactly(
                        "dns",
                        "tcp",
                        "tls",
                        "http",
                        "proxy",
                        "clock",
                        "api",
                        "upgrade",
                        "connection",
                        "heartbeat",
                        "subscribe",
                        "delivery",
                        "idle");
        assertThat(json.path("checks").findValuesAsText("result")).containsOnly("ok");
    }

    @Test
    void an_idle_connection_is_watched() throws GeneralSecurityException {
        assertThat(check(server.api(), app.key(), app.secret(), Trust.ofJava(), Duration.ofSeconds(2), CLOCK))
                .containsPattern("ok    idle +pusher:ping is answered");
    }

    @Test
    void without_an_app_it_says_what_was_not_checked() {
        CliRun run = CliRun.run(Map.of(), "doctor", server.api().toString()).expect(0);

        assertThat(run.out())
                .containsPattern("warn  clock +Not measured")
                .containsPattern("warn  api +Not checked: set VASK_APP_KEY and VASK_APP_SECRET")
                .containsPattern("ok    upgrade")
                .containsPattern("warn  connection +Not checked: set VASK_APP_KEY, or --key");
    }

    @Test
    void with_a_key_alone_it_connects() throws GeneralSecurityException {
        assertThat(check(server.api(), app.key(), null, Trust.ofJava(), Duration.ZERO, CLOCK))
                .containsPattern("ok    clock")
                .containsPattern("warn  api")
                .containsPattern("ok    heartbeat")
                .doesNotContain("subscribe");
    }

    // The app

    @Test
    void a_wrong_key() {
        CliRun run =
                doctor("no-such-app", app.secret(), server.api().toString()).expect(1);

        assertThat(run.out())
                .containsPattern("fail  api +No app has the key 'no-such-app'. Check VASK_APP_KEY")
                .containsPattern("fail  connection +Closed with 4001: .* Check VASK_APP_KEY");
        assertThat(run.err()).contains("2 of ", " checks failed.");
    }

    @Test
    void a_wrong_secret() throws GeneralSecurityException {
        assertThat(check(server.api(), app.key(), "not-the-secret"))
                .containsPattern("fail  api +The secret is wrong for the app .* Check VASK_APP_SECRET")
                .containsPattern("ok    heartbeat")
                .containsPattern(
                        "fail  subscribe +The subscription to a private channel was rejected: .* Check VASK_APP_SECRET")
                .doesNotContain("delivery");
    }

    @Test
    void a_disabled_app() throws GeneralSecurityException {
        TestApp disabled = server.app(Map.of("enabled", false));

        assertThat(check(server.api(), disabled.key(), disabled.secret()))
                .containsPattern("fail  api +A signed request returned 403: ")
                .containsPattern("fail  connection +Closed with 4003: .* Enable the app");
    }

    // The clock

    @Test
    void a_clock_that_is_minutes_late() throws GeneralSecurityException {
        assertThat(check(Clock.offset(CLOCK, Duration.ofMinutes(-11))))
                .containsPattern(
                        "fail  clock +The server's clock is 6[56]\\d s ahead of this machine's. Requests .* 600 s. Synchronize both clocks")
                .containsPattern(
                        "fail  api +The signature is rejected because of the clocks: Invalid value for auth_timestamp")
                .containsPattern("ok    subscribe")
                .containsPattern("fail  delivery");
    }

    @Test
    void a_clock_that_is_two_minutes_early() throws GeneralSecurityException {
        assertThat(check(Clock.offset(CLOCK, Duration.ofMinutes(2))))
                .containsPattern(
                        "warn  clock +The server's clock is 1[12]\\d s behind this machine's; at 600 s requests are rejected")
                .containsPattern("ok    api")
                .containsPattern("ok    delivery");
    }

    // Proxies

    @Test
    void a_proxy_that_does_not_forward_the_upgrade() throws GeneralSecurityException {
        try (PlainProxy proxy = PlainProxy.to(server.api())) {
            assertThat(check(proxy.url(), app.key(), app.secret()))
                    .containsPattern("ok    http")
                    .containsPattern(
                            "ok    proxy +a proxy is in front \\(via: 1.1 plain-proxy\\); set vask.edge.trusted-proxies")
                    .containsPattern("ok    clock")
                    .containsPattern("ok    api")
                    .containsPattern(
                            "fail  upgrade +The handshake reached Vask without 'Upgrade: websocket'.* proxy_set_header Upgrade")
                    .doesNotContain("connection ");
        }
    }

    @Test
    void a_redirect() throws GeneralSecurityException {
        try (PlainProxy proxy = new PlainProxy(exchange -> {
            exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
            return response(308, "");
        })) {
            assertThat(check(proxy.url(), app.key(), app.secret()))
                    .containsPattern("fail  http +Requests are redirected \\(308\\) to https://elsewhere.example/")
                    .containsPattern("fail  upgrade +The handshake is redirected \\(308\\)");
        }
    }

    @Test
    void another_server() throws GeneralSecurityException {
        try (PlainProxy proxy = new PlainProxy(exchange -> {
            exchange.getResponseHeaders().set("Server", "other/1.0");
            return response(404, "<h1>Not found</h1>");
        })) {
            assertThat(check(proxy.url(), app.key(), app.secret()))
                    .containsPattern(
                            "fail  http +The response to /apps/ is 404, and not from Vask but from 'other/1.0'.")
                    .containsPattern("fail  api +A signed request returned 404, and not from Vask.")
                    .containsPattern("fail  upgrade +The handshake returned 404 instead of 101.");
        }
    }

    // The network

    @Test
    void a_wrong_port() throws IOException, GeneralSecurityException {
        int closed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = free.getLocalPort();
        }

        assertThat(check(URI.create("http://127.0.0.1:" + closed), app.key(), app.secret()))
                .containsPattern(
                        "fail  tcp +127.0.0.1 port %d refuses connections: nothing listens there".formatted(closed))
                .doesNotContain("http ");
    }

    @Test
    void the_management_port() throws GeneralSecurityException {
        assertThat(check(server.management(), app.key(), app.secret()))
                .containsPattern("fail  http +This Vask does not serve /apps/ on port .* management port");
    }

    @Test
    void a_name_without_an_address() throws GeneralSecurityException {
        assertThat(check(URI.create("https://no-such-host.invalid"), app.key(), app.secret()))
                .containsPattern("fail  dns +The name 'no-such-host.invalid' has no address.");
    }

    @Test
    void a_text_that_is_no_url_and_a_file_without_certificates_are_2() {
        assertThat(doctor(app.key(), app.secret(), "localhost").expect(2).err())
                .contains("Invalid value for URL: 'localhost' is not a URL like http://localhost:8080.");
        assertThat(doctor(app.key(), app.secret(), "https://localhost", "--cacert", "pom.xml")
                        .expect(2)
                        .err())
                .contains("Cannot read pom.xml: ");
    }

    // TLS

    @Test
    void a_trusted_certificate_passes_every_check() {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        try (TlsProxy proxy = TlsProxy.to(server.api().getPort(), certificate)) {
            String url = "wss://localhost:" + proxy.port();

            assertThat(doctor(
                                    app.key(),
                                    app.secret(),
                                    url,
                                    "--cacert",
                                    certificate.certificate().toString())
                            .expect(0)
                            .out())
                    .containsPattern("ok    tls +TLSv1.3, certificate for localhost, valid for (29|30) more days")
                    .containsPattern("ok    delivery");
        }
    }

    @Test
    void an_untrusted_certificate() throws GeneralSecurityException {
        try (TlsProxy proxy = TlsProxy.to(server.api().getPort(), TestCertificate.forHost("localhost"))) {
            assertThat(check(secure(proxy), app.key(), app.secret()))
                    .containsPattern("fail  tls +The certificate is self-signed")
                    .doesNotContain("http ");
        }
    }

    @Test
    void a_certificate_for_another_host() throws IOException, GeneralSecurityException {
        TestCertificate certificate = TestCertificate.forHost("other.example");
        try (TlsProxy proxy = TlsProxy.to(server.api().getPort(), certificate)) {
            Trust trust = Trust.ofFile(certificate.certificate());

            assertThat(check(secure(proxy), app.key(), app.secret(), trust, Duration.ZERO, CLOCK))
                    .containsPattern("fail  tls +The certificate is for other.example, not for localhost.");
        }
    }

    @Test
    void a_certificate_that_expires_soon_or_has_expired() throws IOException, GeneralSecurityException {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        try (TlsProxy proxy = TlsProxy.to(server.api().getPort(), certificate)) {
            Trust trust = Trust.ofFile(certificate.certificate());

            assertThat(check(secure(proxy), null, null, trust, Duration.ZERO, Clock.offset(CLOCK, Duration.ofDays(20))))
                    .containsPattern(
                            "warn  tls +.* valid for (9|10) more days. Check that it is renewed automatically.");
        }
        TestCertificate expired = TestCertificate.expired("localhost");
        try (TlsProxy proxy = TlsProxy.to(server.api().getPort(), expired)) {
            assertThat(check(secure(proxy), app.key(), app.secret()))
                    .containsPattern("fail  tls +The certificate expired on 20");
        }
    }

    @Test
    void tls_where_there_is_none_and_none_where_there_is() throws GeneralSecurityException {
        assertThat(check(URI.create("https://localhost:" + server.api().getPort()), app.key(), app.secret()))
                .containsPattern("fail  tls +The port does not speak TLS");
        try (TlsProxy proxy = TlsProxy.to(server.api().getPort(), TestCertificate.forHost("localhost"))) {
            assertThat(check(URI.create("http://localhost:" + proxy.port()), app.key(), app.secret()))
                    .containsPattern("fail  http +No HTTP response: .* HTTP without TLS");
        }
    }

    private static URI secure(TlsProxy proxy) {
        return URI.create("https://localhost:" + proxy.port());
    }

    private String check(Clock clock) throws GeneralSecurityException {
        return check(server.api(), app.key(), app.secret(), Trust.ofJava(), Duration.ZERO, clock);
    }

    private static String check(URI url, String key, String secret) throws GeneralSecurityException {
        return check(url, key, secret, Trust.ofJava(), Duration.ZERO, CLOCK);
    }

    /** Runs the checks in this process. Returns the lines that the command would print. */
    private static String check(
            URI url, @Nullable String key, @Nullable String secret, Trust trust, Duration idle, Clock clock) {
        StringBuilder lines = new StringBuilder();
        Secret known = secret == null ? null : new Secret(secret);
        new Doctor(new DoctorSettings(url, key, known, trust, idle, clock))
                .run(it -> lines.append("%-4s  %-12s  %s%n".formatted(it.verdict(), it.check(), it.detail())));
        return lines.toString();
    }

    private static CliRun doctor(String key, String secret, String... arguments) {
        List<String> all = new ArrayList<>(List.of("doctor"));
        all.addAll(List.of(arguments));
        return CliRun.run(Map.of("VASK_APP_KEY", key, "VASK_APP_SECRET", secret), all.toArray(String[]::new));
    }

    private static Response response(int status, String body) {
        return new Response(status, HttpHeaders.of(Map.of(), (name, value) -> true), body);
    }
}
