package dev.vask.edge;

import dev.vask.protocol.Frame;
import io.quarkus.websockets.next.WebSocketConnection;

/** The way through WebSockets Next's own API, for connections under which there is no channel that we know. */
final class TextWire implements Wire {

    private final WebSocketConnection connection;
    private final EdgeLoop loop;
    private long owed;
    private long heardAt = System.nanoTime();

    TextWire(WebSocketConnection connection, EdgeLoop loop) {
        this.connection = connection;
        this.loop = loop;
    }

    @Override
    public void send(Frame frame) {
        int bytes = frame.wire().length;
        owed += bytes;
        Runnable sent = () -> loop.lane().execute(() -> owed -= bytes);
        connection.sendText(frame.text()).subscribe().with(done -> sent.run(), failure -> sent.run());
    }

    @Override
    public long owed() {
        return owed;
    }

    @Override
    public void heard() {
        heardAt = System.nanoTime();
    }

    @Override
    public void handled() {
        // What waits cannot be bounded here.
    }

    @Override
    public long heardAt() {
        return heardAt;
    }

    @Override
    public void cut() {
        // The connection ends by itself some seconds after the close frame, whose writing is not ours to speed up here.
    }
}
