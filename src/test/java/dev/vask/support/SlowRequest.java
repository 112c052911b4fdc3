package dev.vask.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;

/** A signed POST that the server has begun to read, and cannot answer as yet. */
public final class SlowRequest {

    private final Socket socket;
    private final BufferedReader answers;
    private final byte[] rest;

    private SlowRequest(Socket socket, BufferedReader answers, byte[] rest) {
        this.socket = socket;
        this.answers = answers;
        this.rest = rest;
    }

    /** Sends all of it but the end of its body, when the server has said that it waits for that. */
    public static SlowRequest begin(TestApp app, String path, String json) {
        URI api = app.server().api();
        byte[] body = json.getBytes(UTF_8);
        String target = app.signer().request("POST", "/apps/" + app.key() + path, Map.of(), body);
        String head = """
                POST %s HTTP/1.1
                Host: %s
                Connection: close
                Content-Type: application/json
                Content-Length: %d
                Expect: 100-continue

                """.formatted(target, api.getAuthority(), body.length).replace("\n", "\r\n");
        try {
            Socket socket = new Socket(api.getHost(), api.getPort());
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            String goAhead = answers.readLine();
            if (!"HTTP/1.1 100 Continue".equals(goAhead) || !answers.readLine().isEmpty()) {
                throw new AssertionError("the server does not wait for the body, but answers " + goAhead);
            }
            socket.getOutputStream().write(body, 0, body.length / 2);
            return new SlowRequest(socket, answers, Arrays.copyOfRange(body, body.length / 2, body.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the end, and returns the first line of the answer. */
    public String end() {
        try (socket) {
            socket.getOutputStream().write(rest);
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
