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

/** A network connection whose client takes as many bytes as it is told to, in one stream whichever way they are written. */
final class ClientChannel extends EmbeddedChannel {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private long room = Long.MAX_VALUE;
    int directWrites;
    boolean broken;

    /** The socket of the connection. */
    DirectSocket socket() {
        return frames -> {
            directWrites++;
            if (broken) {
                throw new IOException("expected");
            }
            return take(frames);
        };
    }

    private int take(ByteBuf bytes) {
        int taken = (int) Math.min(room, bytes.readableBytes());
        for (int i = 0; i < taken; i++) {
            received.write(bytes.getByte(bytes.readerIndex() + i));
        }
        room -= taken;
        return taken;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer queue) {
        while (room > 0 && queue.current() instanceof ByteBuf bytes) {
            if (!bytes.isReadable()) {
                queue.remove();
            } else {
                queue.removeBytes(take(bytes));
            }
        }
    }

    /** The client takes this many bytes more, and those that wait for it. */
    void take(long more) {
        room = more;
        flush();
    }

    /** The client sends bytes, in hexadecimal. */
    void send(String hex) {
        writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    /** The client sends a whole frame, masked with zeros. */
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

    /** The whole frames that the client has received: texts as they are, control frames with their names. */
    List<String> received() {
        ByteBuf bytes = Unpooled.wrappedBuffer(received.toByteArray());
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
