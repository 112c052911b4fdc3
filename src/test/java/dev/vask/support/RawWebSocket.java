package dev.vask.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A raw WebSocket client, for frames that a WebSocket library would not send (RFC 6455). */
public final class RawWebSocket implements AutoCloseable {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** Small, so that the server detects a slow reader early. */
    private static final int RECEIVE_BUFFER = 16 * 1024;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final List<String> responseHead = new ArrayList<>();

    private RawWebSocket(URI edge) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(edge.getHost(), edge.getPort()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Http.TIMEOUT.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends an upgrade request with additional header lines such as {@code Sec-WebSocket-Protocol: pusher}. */
    public static RawWebSocket open(URI edge, String pathAndQuery, String... headers) {
        try {
            RawWebSocket client = new RawWebSocket(edge);
            client.handshake(edge, pathAndQuery, headers);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException("upgrade at " + edge, e);
        }
    }

    private void handshake(URI edge, String pathAndQuery, String... headers) throws IOException {
        String request = """
                GET %s HTTP/1.1
                Host: %s
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                """.formatted(pathAndQuery, edge.getAuthority());
        StringBuilder lines = new StringBuilder(request);
        for (String header : headers) {
            lines.append(header).append('\n');
        }
        bytes(lines.append('\n').toString().replace("\n", "\r\n").getBytes(ISO_8859_1));
        String line = line();
        while (!line.isEmpty()) {
            responseHead.add(line);
            line = line();
        }
    }

    /** The status line and the header lines of the response to the upgrade. */
    public List<String> responseHead() {
        return responseHead;
    }

    /** Sends a text message in one frame. */
    public RawWebSocket text(String text) {
        return frame(true, TEXT, text.getBytes(UTF_8));
    }

    /** Sends text messages in one write, each in one frame. */
    public RawWebSocket texts(List<String> texts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        texts.forEach(text -> all.writeBytes(encoded(FIN | TEXT, true, text.getBytes(UTF_8))));
        return bytes(all.toByteArray());
    }

    /** Sends one frame, masked as a client must. */
    public RawWebSocket frame(boolean last, int opcode, byte[] payload) {
        return frame((last ? FIN : 0) | opcode, true, payload);
    }

    /** Sends one frame with any first byte, masked or not. */
    public RawWebSocket frame(int firstByte, boolean masked, byte[] payload) {
        return bytes(encoded(firstByte, masked, payload));
    }

    private static byte[] encoded(int firstByte, boolean masked, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) firstByte);
        int mask = masked ? MASKED : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        byte[] key = new byte[4];
        if (masked) {
            ThreadLocalRandom.current().nextBytes(key);
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key[i % 4]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** Sends a close with this code. */
    public RawWebSocket close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return frame(
                true,
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** Sends raw bytes, for example an incomplete frame. */
    public RawWebSocket bytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            // closed by the server; frames that it sent before can still be read
        } catch (IOException e) {
            throw new UncheckedIOException("sending", e);
        }
        return this;
    }

    /** Receives a frame. */
    public Frame next() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & MASKED) != 0) {
                throw new AssertionError("frames of a server must not be masked (RFC 6455, 5.1)");
            }
            int length =
                    switch (second) {
                        case 126 -> in.readUnsignedShort();
                        case 127 -> Math.toIntExact(in.readLong());
                        default -> second;
                    };
            return new Frame((first & FIN) != 0, first & 0x0F, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException("no frame received", e);
        }
    }

    /** Receives the next frame without this opcode. */
    public Frame nextExcept(int opcode) {
        Frame frame = next();
        while (frame.opcode == opcode) {
            frame = next();
        }
        return frame;
    }

    /** Receives {@code pusher:connection_established}. Returns the socket id. */
    public String establishedSocketId() {
        ReceivedFrame established = ReceivedFrame.of(nextText());
        if (!established.event().equals("pusher:connection_established")) {
            throw new AssertionError("expected an established connection, but received " + established.text());
        }
        return established.data().path("socket_id").asText();
    }

    /** Whether the server has neither sent data nor closed the connection. */
    public boolean isOpenAndSilent() {
        try {
            socket.setSoTimeout(1);
            try {
                in.read();
                return false;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout((int) Http.TIMEOUT.toMillis());
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Receives a text frame. Returns its text. */
    public String nextText() {
        Frame frame = next();
        if (frame.opcode != TEXT || !frame.last) {
            throw new AssertionError("expected a text frame, but received " + frame);
        }
        return frame.text();
    }

    /** Checks that the next frame is a close with this code, followed by the end of the stream. */
    public void closedWith(int code) {
        Frame frame = next();
        if (frame.opcode != CLOSE || frame.code() != code) {
            throw new AssertionError("expected a close with %d, but received %s".formatted(code, frame));
        }
        receivesEnd();
    }

    /** Checks that the server has closed the connection: the end of the stream or a reset is next. */
    public void receivesEnd() {
        try {
            int more = in.read();
            if (more >= 0) {
                throw new AssertionError("expected the end of the stream, but received byte 0x%02x".formatted(more));
            }
        } catch (EOFException | SocketException e) {
            // a reset closes it as well
        } catch (IOException e) {
            throw new UncheckedIOException("the connection was not closed", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.write(b);
        }
        return line.toString(ISO_8859_1).strip();
    }

    /** A received frame. */
    public record Frame(boolean last, int opcode, byte[] payload) {

        public String text() {
            return new String(payload, UTF_8);
        }

        /** The code of a close, 1005 if it has none. */
        public int code() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        @Override
        public String toString() {
            return switch (opcode) {
                case CLOSE -> "a close with %d".formatted(code());
                case TEXT -> "text " + text();
                default -> "opcode 0x%x with %d bytes".formatted(opcode, payload.length);
            };
        }
    }
}
