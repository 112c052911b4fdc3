package dev.vask.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network connection whose client accepts a limited number of bytes, from direct and from queued writes. */
final class ClientChannel extends EmbeddedChannel {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private long capacity = Long.MAX_VALUE;
    int directWrites;
    boolean broken;

    /** The socket of the connection. */
    DirectSocket socket() {
        return frames -> {
            directWrites++;
            if (broken) {
                throw new IOException("expected");
            }
            return accept(frames);
        };
    }

    private int accept(ByteBuf bytes) {
        int accepted = (int) Math.min(capacity, bytes.readableBytes());
        for (int i = 0; i < accepted; i++) {
            received.write(bytes.getByte(bytes.readerIndex() + i));
        }
        capacity -= accepted;
        return accepted;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer queue) {
        while (capacity > 0 && queue.current() instanceof ByteBuf bytes) {
            if (!bytes.isReadable()) {
                queue.remove();
            } else {
                queue.removeBytes(accept(bytes));
            }
        }
    }

    /** Lets the client accept this number of further bytes, and flushes what is queued. */
    void accept(long more) {
        capacity = more;
        flush();
    }

    /** Sends bytes of the client, in hexadecimal. */
    void send(String hex) {
        writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    /** Sends a complete frame of the client, masked with zeros. */
    void send(int opcode, byte[] payload) {
        writeInbound(Unpooled.wrappedBuffer(frame(0x80 | opcode, payload)));
    }

    /** A frame of a client. */
    static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length <= 125) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The complete frames that the client has received: the texts, and the names of control frames. */
    List<String> received() {
        return frames(received.toByteArray());
    }

    /** The complete frames of these bytes. */
    static List<String> frames(byte[] received) {
        ByteBuf bytes = Unpooled.wrappedBuffer(received);
        List<String> frames = new ArrayList<>();
        for (String frame = next(bytes); frame != null; frame = next(bytes)) {
            frames.add(frame);
        }
        return frames;
    }

    private static @Nullable String next(ByteBuf bytes) {
        if (bytes.readableBytes() < 2) {
            return null;
        }
        int opcode = bytes.readByte() & 0xf;
        int length = bytes.readByte();
        if (length == 126) {
            length = bytes.readUnsignedShort();
        }
        if (bytes.readableBytes() < length) {
            return null;
        }
        ByteBuf payload = bytes.readSlice(length);
        return switch (opcode) {
            case 1 -> payload.toString(java.nio.charset.StandardCharsets.UTF_8);
            case 8 -> "close " + payload.readUnsignedShort();
            case 9 -> "ping";
            case 10 -> "pong " + payload.toString(java.nio.charset.StandardCharsets.UTF_8);
            default -> "opcode " + opcode;
        };
    }
}
