package dev.vask.edge.netty;

import dev.vask.edge.FrameLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the fragments of one text message at a time (RFC 6455, 5.4) in one buffer, so that a fragment uses no memory beyond its
 * bytes.
 */
final class MessageAssembler {

    private @Nullable ByteBuf message;

    /**
     * Adds the next frame of a message and takes its ownership.
     *
     * @return the complete message, null if more frames follow
     * @throws TooLongFrameException if the message is longer than allowed (5.2.3)
     */
    @Nullable
    WebSocketFrame add(WebSocketFrame frame, ByteBufAllocator allocator) {
        if (message == null && frame.isFinalFragment()) {
            return frame;
        }
        try {
            ByteBuf all = append(frame.content(), allocator);
            if (!frame.isFinalFragment()) {
                return null;
            }
            message = null;
            return new TextWebSocketFrame(all);
        } finally {
            frame.release();
        }
    }

    private ByteBuf append(ByteBuf fragment, ByteBufAllocator allocator) {
        ByteBuf all = message;
        if (all == null) {
            all = allocator.buffer(fragment.readableBytes());
            message = all;
        }
        if (all.readableBytes() + fragment.readableBytes() > FrameLimits.MAX_MESSAGE_BYTES) {
            throw new TooLongFrameException(
                    "The message is longer than %d bytes.".formatted(FrameLimits.MAX_MESSAGE_BYTES));
        }
        return all.writeBytes(fragment);
    }

    /** Bytes of memory that the incomplete message uses. */
    int heldBytes() {
        return message == null ? 0 : message.capacity();
    }

    /** Drops the incomplete message, if any. */
    void drop() {
        if (message != null) {
            message.release();
            message = null;
        }
    }
}
