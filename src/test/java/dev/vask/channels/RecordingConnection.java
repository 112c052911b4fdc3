package dev.vask.channels;

import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection that stores the frames sent to it. */
final class RecordingConnection implements Connection {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final SocketId id = new SocketId("2." + NUMBERS.incrementAndGet());

    final List<String> sent = new ArrayList<>();

    @Nullable
    ErrorCode closedWith;

    /** Runs after each frame and after the close. */
    Runnable reaction = () -> {};

    @Override
    public SocketId id() {
        return id;
    }

    @Override
    public void send(Frame frame) {
        sent.add(frame.text());
        reaction.run();
    }

    @Override
    public void close(ErrorCode code, String reason) {
        closedWith = code;
        reaction.run();
    }
}
