package dev.vask.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that is encoded once for all connections that receive it. The first caller encodes it. Concurrent calls are safe and at
 * worst encode twice.
 */
public final class Frame {

    private static final int TEXT_AND_FINAL = 0x81;
    private static final int LONGEST_7_BIT = 125;
    private static final int LONGEST_16_BIT = 0xffff;

    private final @Nullable ServerMessage message;
    private final long createdAt;
    private final @Nullable String eventId;
    private @Nullable String text;
    private volatile @Nullable Frame identified;
    private volatile byte @Nullable [] bytes; // an array, unlike a String, needs volatile for safe publication

    private Frame(@Nullable ServerMessage message, @Nullable String text, long createdAt, @Nullable String eventId) {
        this.createdAt = createdAt;
        this.eventId = eventId;
        this.message = message;
        this.text = text;
    }

    /** The frame of a message that is created now. */
    public static Frame of(ServerMessage message) {
        return of(message, System.nanoTime());
    }

    /** The frame of a message that was created at a time in {@link System#nanoTime} of this node, here or on another node. */
    public static Frame of(ServerMessage message, long createdAt) {
        return of(message, createdAt, null);
    }

    /**
     * The frame of an event that has an id.
     *
     * @param eventId the id, null if the event has none
     */
    public static Frame of(ServerMessage message, long createdAt, @Nullable String eventId) {
        return new Frame(message, null, createdAt, eventId);
    }

    /** The same for an encoded message. */
    public static Frame ofText(String text, long createdAt, @Nullable String eventId) {
        return new Frame(null, text, createdAt, eventId);
    }

    /** This frame with the id of its event in the field {@code id}, for clients of protocol 8; the same if the event has no id. */
    public Frame identified() {
        if (eventId == null) {
            return this;
        }
        Frame known = identified;
        if (known == null) {
            known = new Frame(null, MessageWriter.withId(text(), eventId), createdAt, null);
            identified = known;
        }
        return known;
    }

    /** When the message was created, in {@link System#nanoTime}. */
    public long createdAt() {
        return createdAt;
    }

    /** The JSON text. */
    public String text() {
        String known = text;
        if (known == null && message != null) {
            known = MessageWriter.write(message);
            text = known;
        }
        return Objects.requireNonNull(known);
    }

    /** The whole unmasked WebSocket frame, including its header (RFC 6455, 5.2). Do not modify it. */
    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            known = encode(text().getBytes(StandardCharsets.UTF_8));
            bytes = known;
        }
        return known;
    }

    private static byte[] encode(byte[] payload) {
        int length = payload.length;
        int header = length <= LONGEST_7_BIT ? 2 : length <= LONGEST_16_BIT ? 4 : 10;
        byte[] frame = new byte[header + length];
        frame[0] = (byte) TEXT_AND_FINAL;
        switch (header) {
            case 2 -> frame[1] = (byte) length;
            case 4 -> {
                frame[1] = 126;
                frame[2] = (byte) (length >>> 8);
                frame[3] = (byte) length;
            }
            default -> {
                frame[1] = 127;
                for (int i = 0;
                        i < Integer.BYTES;
                        i++) { // the first four of the eight bytes are zero, because no array is longer
                    frame[9 - i] = (byte) (length >>> (8 * i));
                }
            }
        }
        System.arraycopy(payload, 0, frame, header, length);
        return frame;
    }

    @Override
    public String toString() {
        return text();
    }
}
