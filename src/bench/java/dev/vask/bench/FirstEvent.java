package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The first event that goes through a server that has just started: published by one connection, heard by another. */
final class FirstEvent {

    private static final String CHANNEL = "first";
    private static final int PATIENCE_MS = 60_000;
    private static final int LONGEST_ANSWER = 8192;

    private FirstEvent() {}

    /** Returns when the event was heard. */
    static void await(Server server) {
        try (Socket reader = connect(server); Socket publisher = connect(server)) {
            OutputStream said = reader.getOutputStream();
            said.write(Wire.upgrade(server.address(), server.key()).getBytes(US_ASCII));
            hear(reader, "pusher:connection_established");
            said.write(bytes(Wire.subscribe(CHANNEL)));
            hear(reader, "subscription_succeeded");
            publisher.getOutputStream().write(bytes(new Requests(server, Mark.LENGTH).publish(CHANNEL, 0, 0)));
            hear(reader, Mark.of(0, 0));
        } catch (SocketTimeoutException e) {
            throw new BenchFailure("%s did not deliver the first event".formatted(server.name()), e);
        } catch (IOException e) {
            throw new BenchFailure("%s broke off before the first event: %s".formatted(server.name(), e.getMessage()), e);
        }
    }

    private static Socket connect(Server server) throws IOException {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static byte[] bytes(ByteBuf written) {
        return ByteBufUtil.getBytes(written);
    }

    private static void hear(Socket socket, String expected) throws IOException {
        StringBuilder heard = new StringBuilder();
        byte[] bytes = new byte[LONGEST_ANSWER];
        InputStream in = socket.getInputStream();
        while (heard.indexOf(expected) < 0) {
            int count = in.read(bytes);
            if (count < 0) {
                throw new IOException("no '%s', but: %s".formatted(expected, heard));
            }
            heard.append(new String(bytes, 0, count, US_ASCII));
        }
    }
}
