package dev.vask.bench;

import io.netty.buffer.ByteBuf;

/** How the data of an event begins: a byte that occurs nowhere else in a frame, then which feed and which slot it is. */
final class Mark {

    static final byte BEGIN = '~';
    static final int LENGTH = 9;

    private static final int FEED_DIGITS = 3;
    private static final int SLOT_DIGITS = LENGTH - 1 - FEED_DIGITS;

    private Mark() {}

    static String of(int feed, int slot) {
        return "%c%03d%05d".formatted((char) BEGIN, feed, slot);
    }

    /** Which feed of its channel; {@code at} is where the mark begins. */
    static int feed(ByteBuf frame, int at) {
        return number(frame, at + 1, FEED_DIGITS);
    }

    static int slot(ByteBuf frame, int at) {
        return number(frame, at + 1 + FEED_DIGITS, SLOT_DIGITS);
    }

    private static int number(ByteBuf bytes, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = number * 10 + bytes.getByte(i) - '0';
        }
        return number;
    }
}
