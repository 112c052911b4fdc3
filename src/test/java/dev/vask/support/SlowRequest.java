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
import java.util.Locale;
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
            Socket socket = new Socket(api.getHost(), api.getPort());
            BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            for (int i = 0; i < before; i++) {
                sendHead(socket, "/apps/no-such-app/events", "Content-Length: 0");
                readAnswer(answers);
            }
            sendHead(socket, target, "Connection: close\nContent-Length: %d\nExpect: 100-continue".formatted(body.length));
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

    private static void sendHead(Socket socket, String target, String headers) throws IOException {
        String head = "POST %s HTTP/1.1\nHost: x\n%s\n\n".formatted(target, headers);
        socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    /** An answer whose body is one line of JSON, which no line break ends. */
    private static void readAnswer(BufferedReader answers) throws IOException {
        String line = answers.readLine();
        int length = 0;
        while (!line.isEmpty()) {
            length = line.toLowerCase(Locale.ROOT).startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : length;
            line = answers.readLine();
        }
        for (int i = 0; i < length; i++) {
            answers.read();
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
