package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The first event that goes through a server that has just started: published by one connection, heard by another. */
final class FirstEvent {

    private static final String CHANNEL = "first";
    private static final int PATIENCE_MS = 60_000;

    private FirstEvent() {}

    /**
     * Returns when the event was heard.
     *
     * @param by where it is published
     */
    static void await(Server server, Server by) {
        try (Socket reader = connect(server);
                Socket publisher = connect(by)) {
            OutputStream said = reader.getOutputStream();
            said.write(Wire.upgrade(server.address(), server.key()).getBytes(US_ASCII));
            FirstSocket.hear(reader, FirstSocket.GREETING);
            said.write(bytes(Wire.subscribe(CHANNEL)));
            FirstSocket.hear(reader, "subscription_succeeded");
            publisher.getOutputStream().write(bytes(new Requests(by, Mark.LENGTH).publish(CHANNEL, 0, 0)));
            FirstSocket.hear(reader, Mark.of(0, 0));
        } catch (SocketTimeoutException e) {
            throw new BenchFailure("%s did not deliver the first event".formatted(server.name()), e);
        } catch (IOException e) {
            throw new BenchFailure(
                    "%s broke off before the first event: %s".formatted(server.name(), e.getMessage()), e);
        }
    }

    private static Socket connect(Server server) throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static byte[] bytes(ByteBuf written) {
        return ByteBufUtil.getBytes(written);
    }
}
