package dev.vask.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestCertificate;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** With TLS in this process, HTTP/2 is available with a limit of streams, and heads are checked as without TLS. */
class Http2IT {

    private static final int SETTINGS = 4;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    private static final TestCertificate CERTIFICATE = TestCertificate.forHost("localhost");
    private static final int PORT = freePort();

    private static final Server SERVER = Server.with(Map.of(
            "quarkus.http.ssl.certificate.files", CERTIFICATE.certificate().toString(),
            "quarkus.http.ssl.certificate.key-files", CERTIFICATE.key().toString(),
            "quarkus.http.ssl-port", Integer.toString(PORT),
            "vask.http.max-streams", "7"));

    @Test
    void the_streams_of_a_connection_are_limited() throws IOException, GeneralSecurityException {
        try (SSLSocket socket = connect("h2")) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(ISO_8859_1));
            DataInputStream in = new DataInputStream(socket.getInputStream());

            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            assertThat(in.readUnsignedByte()).isEqualTo(SETTINGS);
            in.skipNBytes(5);
            Map<Integer, Integer> settings = new HashMap<>();
            for (int i = 0; i < length / 6; i++) {
                settings.put(in.readUnsignedShort(), in.readInt());
            }

            assertThat(settings).containsEntry(MAX_CONCURRENT_STREAMS, 7);
        }
    }

    @Test
    void heads_are_checked_with_tls_too() throws IOException, GeneralSecurityException {
        try (SSLSocket socket = connect("http/1.1")) {
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n".getBytes(ISO_8859_1));

            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("malformed_request");
        }
    }

    @Test
    void a_websocket_carries_messages_over_tls() throws IOException, GeneralSecurityException {
        TestApp app = SERVER.app();
        try (SSLSocket socket = connect("http/1.1")) {
            socket.getOutputStream().write("""
                    GET /app/%s?protocol=7 HTTP/1.1\r
                    Host: localhost\r
                    Upgrade: websocket\r
                    Connection: Upgrade\r
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                    Sec-WebSocket-Version: 13\r
                    \r
                    """.formatted(app.key()).getBytes(ISO_8859_1));
            assertThat(readUntil(socket, "pusher:connection_established"))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

            socket.getOutputStream().write(masked("{\"event\":\"pusher:ping\",\"data\":{}}"));
            readUntil(socket, "pusher:pong");
            socket.getOutputStream().write(masked("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"x\"}}"));
            readUntil(socket, "subscription_succeeded");
            app.backend().publish("x", "n", "over TLS");
            readUntil(socket, "over TLS");
        }
    }

    /** A text frame with a mask of zeros. */
    private static byte[] masked(String text) {
        byte[] frame = new byte[6 + text.length()];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length());
        System.arraycopy(text.getBytes(ISO_8859_1), 0, frame, 6, text.length());
        return frame;
    }

    private static String readUntil(SSLSocket socket, String end) throws IOException {
        StringBuilder received = new StringBuilder();
        while (received.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the connection ended after %s", received).isNotNegative();
            received.append((char) next);
        }
        return received.toString();
    }

    private static SSLSocket connect(String protocol) throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustingAll()}, null);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", PORT);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
        return socket;
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts all certificates; the test does not check them. */
    private static final class TrustingAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
