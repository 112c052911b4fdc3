package dev.vask.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one text message at a time together (RFC 6455, 5.4), in one buffer: a fragment leaves nothing behind but
 * its bytes.
 */
final class MessageAssembler {

    private @Nullable ByteBuf message;

    /**
     * Takes the next frame of a message over.
     *
     * @return the whole message, null if more frames follow
     * @throws TooLongFrameException if the message is longer than allowed (5.2.3)
     */
    @Nullable WebSocketFrame add(WebSocketFrame frame, ByteBufAllocator allocator) {
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
        if (all.readableBytes() + fragment.readableBytes() > FrameDecoder.LARGEST_MESSAGE) {
            throw new TooLongFrameException("The message is longer than %d bytes.".formatted(FrameDecoder.LARGEST_MESSAGE));
        }
        return all.writeBytes(fragment);
    }

    /** Memory that the unfinished message takes, in bytes. */
    int heldBytes() {
        return message == null ? 0 : message.capacity();
    }

    /** Drops the unfinished message, if there is one. */
    void drop() {
        if (message != null) {
            message.release();
            message = null;
        }
    }
}
