package dev.vask.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which handshakes are handled before the router. All others are handled as before, valid or not. */
class PlainHandshakeTest {

    private static HttpRequest handshake(String uri) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
        request.headers()
                .add("host", "ws.example.com:443")
                .add("UPGRADE", "WebSocket")
                .add("Connection", "keep-alive, Upgrade")
                .add("Sec-WebSocket-Version", "13")
                .add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .add("Sec-WebSocket-Extensions", "permessage-deflate")
                .add("Origin", "https://example.com");
        return request;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/key",
                "/app/a-b_c.d~1",
                "/app/key?",
                "/app/key?protocol=7&client=js&version=8.4.0&flash=false"
            })
    void the_path_of_an_app_is_plain(String uri) {
        assertThat(PlainHandshake.is(handshake(uri))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/app",
                "/app/",
                "/app/?protocol=7",
                "/app/.",
                "/app/..",
                "/app/a/b",
                "/app/a%62",
                "/app/a;b",
                "/app/key#x",
                "/app/key?a#x",
                "//app/key",
                "/APP/key",
                "http://example.com/app/key"
            })
    void other_paths_are_not(String uri) {
        assertThat(PlainHandshake.is(handshake(uri))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Host, a b",
        "Host, user@example.com",
        "Host, example.com:",
        "Host, example.com:8o",
        "Upgrade, h2c",
        "Connection, close",
        "Sec-WebSocket-Version, 8",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ=",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZ===",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25j!Q==",
        "Content-Length, 0",
        "Transfer-Encoding, chunked",
        "Expect, 100-continue",
        "Sec-WebSocket-Protocol, pusher"
    })
    void an_unusual_header_is_not(String name, String value) {
        HttpRequest request = handshake("/app/key");
        request.headers().set(name, value);

        assertThat(PlainHandshake.is(request)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Upgrade", "Connection", "Sec-WebSocket-Version", "Sec-WebSocket-Key"})
    void each_header_of_the_handshake_appears_exactly_once(String name) {
        HttpRequest missing = handshake("/app/key");
        missing.headers().remove(name);
        assertThat(PlainHandshake.is(missing)).isFalse();

        HttpRequest twice = handshake("/app/key");
        twice.headers().add(name, twice.headers().get(name));
        assertThat(PlainHandshake.is(twice)).isFalse();
    }

    @Test
    void other_methods_versions_and_malformed_requests_are_not() {
        assertThat(PlainHandshake.is(handshake("/app/key").setMethod(HttpMethod.POST)))
                .isFalse();
        assertThat(PlainHandshake.is(handshake("/app/key").setProtocolVersion(HttpVersion.HTTP_1_0)))
                .isFalse();

        HttpRequest malformed = handshake("/app/key");
        malformed.setDecoderResult(DecoderResult.failure(new IllegalArgumentException()));
        assertThat(PlainHandshake.is(malformed)).isFalse();
    }
}
