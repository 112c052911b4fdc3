package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The first event that a new server delivers: published on one connection, received on another. */
final class FirstDelivery {

    private static final String CHANNEL = "first";
    private static final int TIMEOUT_MS = 60_000;

    private FirstDelivery() {}

    /**
     * Waits until the event is received.
     *
     * @param api the server to publish it to
     */
    static void await(Server server, Server api) {
        try (Socket subscriber = connect(server);
                Socket publisher = connect(api)) {
            OutputStream out = subscriber.getOutputStream();
            out.write(
                    ClientEncoder.upgradeRequest(server.address(), server.key()).getBytes(US_ASCII));
            FirstConnection.readUntil(subscriber, FirstConnection.ESTABLISHED);
            out.write(bytes(ClientEncoder.subscribe(CHANNEL)));
            FirstConnection.readUntil(subscriber, "subscription_succeeded");
            publisher.getOutputStream().write(bytes(new PublishRequests(api, EventId.LENGTH).build(CHANNEL, 0, 0)));
            FirstConnection.readUntil(subscriber, EventId.of(0, 0));
        } catch (SocketTimeoutException e) {
            throw new BenchException("%s did not deliver the first event".formatted(server.name()), e);
        } catch (IOException e) {
            throw new BenchException(
                    "%s closed the connection before the first event: %s".formatted(server.name(), e.getMessage()), e);
        }
    }

    private static Socket connect(Server server) throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }
}
