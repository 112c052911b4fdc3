package dev.vask.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;

/** A signed POST whose body the server has received only in part. */
public final class SlowRequest {

    private final Socket socket;
    private final byte[] rest;

    private SlowRequest(Socket socket, byte[] rest) {
        this.socket = socket;
        this.rest = rest;
    }

    /**
     * Sends the head, waits for {@code 100 Continue}, and sends the first half of the body.
     *
     * @param precedingRequests the number of requests, answered with 404, that are sent first on the same connection
     */
    public static SlowRequest begin(TestApp app, String path, String json, int precedingRequests) {
        URI api = app.server().api();
        byte[] body = json.getBytes(UTF_8);
        String target = app.signer().request("POST", "/apps/" + app.key() + path, Map.of(), body);
        try {
            Socket socket = RawHttp.connect(api);
            for (int i = 0; i < precedingRequests; i++) {
                sendHead(socket, "/apps/no-such-app/events", "Content-Length: 0");
                RawHttp.readResponse(socket);
            }
            sendHead(
                    socket,
                    target,
                    "Connection: close\nContent-Length: %d\nExpect: 100-continue".formatted(body.length));
            String response = RawHttp.readResponse(socket);
            if (!response.equals("HTTP/1.1 100 Continue\r\n\r\n")) {
                throw new AssertionError("the server does not wait for the body, but responds: " + response);
            }
            RawHttp.send(socket, Arrays.copyOf(body, body.length / 2));
            return new SlowRequest(socket, Arrays.copyOfRange(body, body.length / 2, body.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sendHead(Socket socket, String target, String headers) throws IOException {
        String head = "POST %s HTTP/1.1\nHost: x\n%s\n\n".formatted(target, headers);
        RawHttp.send(socket, head.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    /** Sends the rest of the body. Returns the response. */
    public String finish() {
        try (socket) {
            RawHttp.send(socket, rest);
            return RawHttp.readResponse(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
