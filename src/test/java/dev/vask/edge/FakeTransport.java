package dev.vask.edge;

import dev.vask.protocol.Frame;
import java.util.ArrayList;
import java.util.List;

/** Collects what is written, in order. */
final class FakeTransport implements Transport {

    final List<String> written = new ArrayList<>();
    long pendingBytes;

    @Override
    public void send(Frame frame) {
        written.add(frame.text());
    }

    @Override
    public void ping() {
        written.add("ping");
    }

    @Override
    public void close(int code, String reason) {
        written.add("close " + code);
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public TransportKind kind() {
        return TransportKind.FALLBACK;
    }
}
