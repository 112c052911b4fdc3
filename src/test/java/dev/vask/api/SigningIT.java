package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawHttp;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of section 3.1, over HTTP. */
class SigningIT {

    private static final String EVENT = """
            {"name":"n","channel":"c","data":""}""";

    private final Server server = Server.standard();
    private final TestApp app = server.app();
    private final Signer signer = app.signer();
    private final String channels = "/apps/" + app.key() + "/channels";
    private final String events = "/apps/" + app.key() + "/events";

    @Test
    void a_request_without_any_signature_is_401() {
        assertUnauthorized(get(channels), "auth_key is missing");
        assertUnauthorized(post(events, EVENT), "auth_key is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature"})
    void every_auth_parameter_is_required(String name) {
        assertUnauthorized(
                get(signed("GET", channels, Map.of()).replaceFirst(name + "=[^&]*&?", "")), name + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature"})
    void a_repeated_auth_parameter_is_rejected(String name) {
        assertUnauthorized(
                get(signed("GET", channels, Map.of()) + "&" + name + "=x"),
                name + " must appear exactly once, found 2");
    }

    @ParameterizedTest
    @CsvSource({"auth_version, 2.0", "auth_timestamp, yesterday", "auth_timestamp, 1.5", "auth_key, another"})
    void an_invalid_auth_parameter_is_rejected(String name, String wrong) {
        assertUnauthorized(get(signed("GET", channels, Map.of(name, wrong))), name);
    }

    @Test
    void the_clocks_may_differ_by_ten_minutes() { // SignedRequestTest checks the exact second
        get(signedAt(600)).expect(200); // the difference shrinks until the request arrives
        get(signedAt(-570)).expect(200);
        assertUnauthorized(get(signedAt(-601)), "auth_timestamp");
        assertUnauthorized(get(signedAt(660)), "auth_timestamp");
    }

    @Test
    void another_method_path_parameter_body_or_secret_is_401() {
        assertUnauthorized(get(signed("POST", channels, Map.of())), "Invalid value for auth_signature");
        assertUnauthorized(
                get(signed("GET", channels, Map.of()).replace("channels?", "channels/c?")),
                "Invalid value for auth_signature");
        assertUnauthorized(
                get(signed("GET", channels, Map.of()) + "&info=user_count"), "Invalid value for auth_signature");
        assertUnauthorized(post(signedFor(EVENT), EVENT + " "), "body_md5");
        assertUnauthorized(
                get(new Signer(app.key(), "x").request("GET", channels, Map.of(), new byte[0])),
                "Invalid value for auth_signature");
    }

    @Test
    void a_body_without_its_md5_is_401() { // 3.1.d
        assertUnauthorized(post(signed("POST", events, Map.of()), EVENT), "body_md5 is missing");
    }

    @Test
    void the_md5_of_an_absent_body_is_accepted_and_checked() { // 3.1.c
        get(signed("GET", channels, Map.of("body_md5", "d41d8cd98f00b204e9800998ecf8427e")))
                .expect(200);
        assertUnauthorized(
                get(signed("GET", channels, Map.of("body_md5", "d41d8cd98f00b204e9800998ecf8427f"))), "body_md5");
    }

    @Test
    void the_body_of_a_get_is_signed_like_any_other() {
        String request = signer.request("GET", channels, Map.of(), "{}".getBytes(UTF_8));

        server.request("GET", request, "{}".getBytes(UTF_8)).expect(200);
        assertUnauthorized(
                server.request("GET", signed("GET", channels, Map.of()), "{}".getBytes(UTF_8)), "body_md5 is missing");
    }

    @Test
    void a_path_signed_before_it_was_escaped_is_accepted() { // 3.1.f, V8
        String signed = signed("GET", channels + "/a@b,c", Map.of());

        get(signed.replace("a@b,c", "a%40b%2Cc")).expect(200);
        assertUnauthorized(get(signed.replace("a@b,c", "a%40b%2Cd")), "Invalid value for auth_signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b%40c", "a%3Bb@c", "a;b@c", "%61;b"})
    void a_path_signed_as_it_was_sent_is_accepted(String name) {
        get(signed("GET", channels + "/" + name, Map.of())).expect(200);
    }

    @Test
    void parameter_names_are_lowercased_and_sorted() { // 3.1
        get(signed("GET", channels, Map.of("B", "1", "Zone", "2", "a", "3"))).expect(200);
    }

    @Test
    void parameters_can_be_escaped_or_not() { // 3.1.b
        String signed = signed("GET", channels + "/cache-c", Map.of("info", "subscription_count,cache"));

        get(signed).expect(200);
        get(signed.replace("%2C", ",")).expect(200);
    }

    @Test
    void a_plus_can_be_a_plus_or_a_space() { // 15.20
        get(signed("GET", channels, Map.of("x", "a+b")).replace("a%2Bb", "a+b")).expect(200);
        get(signed("GET", channels, Map.of("x", "a b")).replace("a%20b", "a+b")).expect(200);
    }

    @Test
    void array_parameters_can_be_repeated() { // 3.1.g
        String query = "auth_key=%s&auth_timestamp=%d&auth_version=1.0&x[]=b&x[]=a"
                .formatted(app.key(), Instant.now().getEpochSecond());
        String signature = signer.sign("GET\n" + channels + "\n" + query);

        get(channels + "?" + query.replace("[]", "%5B%5D") + "&auth_signature=" + signature)
                .expect(200);
    }

    @Test
    void parameter_names_can_be_upper_case() {
        get(signed("GET", channels, Map.of()).replace("auth_key=", "AUTH_KEY=")).expect(200);
    }

    @Test
    void a_request_may_be_replayed() { // 3.1.j
        String request = signedFor(EVENT);

        post(request, EVENT).expect(200);
        post(request, EVENT).expect(200);
    }

    @Test
    void a_new_secret_is_accepted_immediately() {
        app.change(Map.of("secret", "changed-secret"));

        assertUnauthorized(get(signed("GET", channels, Map.of())), "Invalid value for auth_signature");
        get(new Signer(app.key(), "changed-secret").request("GET", channels, Map.of(), new byte[0]))
                .expect(200);
    }

    @Test
    void an_invalid_escape_is_rejected_and_not_an_internal_error() {
        assertThat(RawHttp.exchange(server.api(), "GET %s/%%zz HTTP/1.1\r\nHost: x\r\n\r\n".formatted(channels)))
                .startsWith("HTTP/1.1 400");
        assertThat(RawHttp.exchange(server.api(), "GET %s?x=%%z HTTP/1.1\r\nHost: x\r\n\r\n".formatted(channels)))
                .startsWith("HTTP/1.1 401"); // 3.1.k
        assertUnauthorized(get(channels + "?auth_key=%FF%FE"), "auth_key");
    }

    private String signed(String method, String path, Map<String, String> parameters) {
        return signer.request(method, path, parameters, new byte[0]);
    }

    private String signedAt(long secondsFromNow) {
        return signer.request(
                "GET", channels, Map.of(), new byte[0], Instant.now().getEpochSecond() + secondsFromNow);
    }

    private String signedFor(String body) {
        return signer.request("POST", events, Map.of(), body.getBytes(UTF_8));
    }

    private Response get(String request) {
        return server.request("GET", request, new byte[0]);
    }

    private Response post(String request, String body) {
        return server.request("POST", request, body.getBytes(UTF_8));
    }

    private static void assertUnauthorized(Response response, String why) {
        assertThat(response.expect(401).json().path("error").textValue()).contains(why);
    }
}
