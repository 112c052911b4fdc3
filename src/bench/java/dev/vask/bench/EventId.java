package dev.vask.bench;

import io.netty.buffer.ByteBuf;

/** The prefix of an event's data: a byte that occurs nowhere else in a frame, the number of the sequence, and the slot in its ring. */
final class EventId {

    static final byte PREFIX = '~';
    static final int LENGTH = 9;

    private static final int SEQUENCE_DIGITS = 3;
    private static final int SLOT_DIGITS = LENGTH - 1 - SEQUENCE_DIGITS;

    private EventId() {}

    static String of(int sequence, int slot) {
        return "%c%03d%05d".formatted((char) PREFIX, sequence, slot);
    }

    /** The index of the sequence within its channel. The id starts at {@code offset}. */
    static int sequence(ByteBuf frame, int offset) {
        return parseDigits(frame, offset + 1, SEQUENCE_DIGITS);
    }

    static int slot(ByteBuf frame, int offset) {
        return parseDigits(frame, offset + 1 + SEQUENCE_DIGITS, SLOT_DIGITS);
    }

    private static int parseDigits(ByteBuf bytes, int offset, int digits) {
        int number = 0;
        for (int i = offset; i < offset + digits; i++) {
            number = number * 10 + bytes.getByte(i) - '0';
        }
        return number;
    }
}
