package dev.vask.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;

/** A signed POST that the server has begun to read, and cannot answer as yet. */
public final class SlowRequest {

    private final Socket socket;
    private final byte[] rest;

    private SlowRequest(Socket socket, byte[] rest) {
        this.socket = socket;
        this.rest = rest;
    }

    /**
     * Sends all of it but the end of its body, when the server has said that it waits for that.
     *
     * @param before how many requests, each answered with 404, come before it on its connection
     */
    public static SlowRequest begin(TestApp app, String path, String json, int before) {
        URI api = app.server().api();
        byte[] body = json.getBytes(UTF_8);
        String target = app.signer().request("POST", "/apps/" + app.key() + path, Map.of(), body);
        try {
            Socket socket = Raw.connect(api);
            for (int i = 0; i < before; i++) {
                sendHead(socket, "/apps/no-such-app/events", "Content-Length: 0");
                Raw.answer(socket);
            }
            sendHead(
                    socket,
                    target,
                    "Connection: close\nContent-Length: %d\nExpect: 100-continue".formatted(body.length));
            String goAhead = Raw.answer(socket);
            if (!goAhead.equals("HTTP/1.1 100 Continue\r\n\r\n")) {
                throw new AssertionError("the server does not wait for the body, but answers " + goAhead);
            }
            Raw.send(socket, Arrays.copyOf(body, body.length / 2));
            return new SlowRequest(socket, Arrays.copyOfRange(body, body.length / 2, body.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sendHead(Socket socket, String target, String headers) throws IOException {
        String head = "POST %s HTTP/1.1\nHost: x\n%s\n\n".formatted(target, headers);
        Raw.send(socket, head.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    /** Sends the end, and returns the answer. */
    public String end() {
        try (socket) {
            Raw.send(socket, rest);
            return Raw.answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
