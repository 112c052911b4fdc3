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
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A WebSocket by hand, for what no decent client would send (RFC 6455). */
public final class RawWebSocket implements AutoCloseable {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** Small, so that a reader who does not read is soon noticed. */
    private static final int RECEIVE_BUFFER = 16 * 1024;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final List<String> answer = new ArrayList<>();

    private RawWebSocket(URI edge) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(edge.getHost(), edge.getPort()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Http.PATIENCE.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    /** Asks for an upgrade, with further header lines such as {@code Sec-WebSocket-Protocol: pusher}. */
    public static RawWebSocket open(URI edge, String pathAndQuery, String... headers) {
        try {
            RawWebSocket raw = new RawWebSocket(edge);
            raw.handshake(edge, pathAndQuery, headers);
            return raw;
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
            answer.add(line);
            line = line();
        }
    }

    /** The status line and the header lines that answered the upgrade. */
    public List<String> answer() {
        return answer;
    }

    /** Sends a whole text message in one frame. */
    public RawWebSocket text(String text) {
        return frame(true, TEXT, text.getBytes(UTF_8));
    }

    /** Sends one frame, masked as a client must. */
    public RawWebSocket frame(boolean last, int opcode, byte[] payload) {
        return frame((last ? FIN : 0) | opcode, true, payload);
    }

    /** Sends one frame with any first byte, masked or not. */
    public RawWebSocket frame(int firstByte, boolean masked, byte[] payload) {
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
        return bytes(frame.array(), frame.position());
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

    /** Sends bytes as they are: half a frame, for example. */
    public RawWebSocket bytes(byte[] bytes) {
        return bytes(bytes, bytes.length);
    }

    private RawWebSocket bytes(byte[] bytes, int length) {
        try {
            socket.getOutputStream().write(bytes, 0, length);
        } catch (SocketException e) {
            // closed by the server already: what it said before that is for the reader
        } catch (IOException e) {
            throw new UncheckedIOException("sending", e);
        }
        return this;
    }

    /** The next frame of the server. */
    public Frame next() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & MASKED) != 0) {
                throw new AssertionError("a server's frame is never masked (RFC 6455, 5.1)");
            }
            int length =
                    switch (second) {
                        case 126 -> in.readUnsignedShort();
                        case 127 -> Math.toIntExact(in.readLong());
                        default -> second;
                    };
            return new Frame((first & FIN) != 0, first & 0x0F, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException("no frame came", e);
        }
    }

    /** The next frame that is not a control frame of this kind. */
    public Frame nextExcept(int opcode) {
        Frame frame = next();
        while (frame.opcode == opcode) {
            frame = next();
        }
        return frame;
    }

    /** The socket id of a connection whose next frame is {@code pusher:connection_established}. */
    public String establishedSocketId() {
        Heard established = Heard.of(nextText());
        if (!established.event().equals("pusher:connection_established")) {
            throw new AssertionError("expected an established connection, but there was " + established.text());
        }
        return established.data().path("socket_id").asText();
    }

    /** Whether the server has neither sent more nor ended the connection. */
    public boolean isOpenAndSilent() {
        try {
            socket.setSoTimeout(1);
            try {
                in.read();
                return false;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout((int) Http.PATIENCE.toMillis());
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** The next frame's text; it must be a text frame. */
    public String nextText() {
        Frame frame = next();
        if (frame.opcode != TEXT || !frame.last) {
            throw new AssertionError("expected a text frame, but there was " + frame);
        }
        return frame.text();
    }

    /** Hears a close with this code and nothing before, and then the end of the stream. */
    public void closedWith(int code) {
        Frame frame = next();
        if (frame.opcode != CLOSE || frame.code() != code) {
            throw new AssertionError("expected a close with %d, but there was %s".formatted(code, frame));
        }
        ends();
    }

    /** The server ends the connection. */
    public void ends() {
        try {
            int more = in.read();
            if (more >= 0) {
                throw new AssertionError("expected the end of the stream, but there was byte 0x%02x".formatted(more));
            }
        } catch (EOFException | SocketException e) {
            // a reset ends it just as well
        } catch (IOException e) {
            throw new UncheckedIOException("the connection did not end", e);
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

    /** A frame of the server. */
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
