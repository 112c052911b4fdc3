package dev.vask.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A TCP proxy that can close connections, and drop or delay data. */
public final class TcpProxy implements AutoCloseable {

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final Thread acceptor;
    private volatile int target;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean refusing;
    private final AtomicInteger accepted = new AtomicInteger();

    /** What to do with received bytes. */
    private enum Flow {
        FORWARD,
        DROP,
        HOLD
    }

    private TcpProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    /** Starts a proxy to a port of this machine. */
    public static TcpProxy to(int port) {
        return new TcpProxy(port);
    }

    /** The port of the proxy. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The number of connections that it has accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** The address of the proxy for WebSocket connections. */
    public URI webSocket() {
        return URI.create("ws://127.0.0.1:" + port());
    }

    /** Closes all connections, and forwards new ones to another port. */
    public void redirect(int port) {
        target = port;
        closeConnections();
    }

    /** Delays further responses by this time. */
    public void delayResponses(Duration time) {
        delay = time;
    }

    /** Closes all connections. New ones are accepted. */
    public void closeConnections() {
        connections.forEach(Connection::close);
    }

    /** Closes a random connection, if one is open. */
    public void closeAnyConnection(Random random) {
        List<Connection> open = List.copyOf(connections);
        if (!open.isEmpty()) {
            open.get(random.nextInt(open.size())).close();
        }
    }

    /** Closes all connections, refuses new ones for a while, and accepts them again. */
    public void refuseConnections(Duration time) throws InterruptedException {
        refuseConnections();
        Thread.sleep(time);
        acceptConnections();
    }

    /** Closes all connections and refuses new ones until {@link #acceptConnections}. */
    public void refuseConnections() {
        refusing = true;
        closeConnections();
    }

    /** Accepts connections again. */
    public void acceptConnections() {
        refusing = false;
    }

    /** Drops further requests on the open connections. */
    public void dropRequests() {
        connections.forEach(connection -> connection.requests(Flow.DROP));
    }

    /** Drops further responses on the open connections. */
    public void dropResponses() {
        connections.forEach(connection -> connection.responses(Flow.DROP));
    }

    /** Holds back further requests on the open connections, and their ends, until {@link #releaseRequests}. */
    public void holdRequests() {
        connections.forEach(connection -> connection.requests(Flow.HOLD));
    }

    /** Forwards the requests that were held back. */
    public void releaseRequests() {
        connections.forEach(connection -> connection.requests(Flow.FORWARD));
    }

    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        refuseConnections();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    client.close();
                } else {
                    new Connection(client).start();
                }
            } catch (IOException e) {
                // the listener was closed, or the target refuses connections
            }
        }
    }

    private final class Connection {

        private final Socket client;
        private final Socket server = new Socket();
        private Flow requests = Flow.FORWARD;
        private Flow responses = Flow.FORWARD;

        Connection(Socket client) throws IOException {
            this.client = client;
            try {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                server.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
            } catch (IOException e) {
                client.close();
                throw e;
            }
        }

        void start() {
            connections.add(this);
            Thread.ofVirtual().start(() -> forward(client, server, true));
            Thread.ofVirtual().start(() -> forward(server, client, false));
        }

        synchronized void requests(Flow flow) {
            requests = flow;
            notifyAll();
        }

        synchronized void responses(Flow flow) {
            responses = flow;
            notifyAll();
        }

        private void forward(Socket from, Socket to, boolean isRequest) {
            byte[] buffer = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!isRequest) {
                        Thread.sleep(delay);
                    }
                    if (awaitForwarding(isRequest)) {
                        out.write(Arrays.copyOf(buffer, read));
                    }
                }
                awaitForwarding(isRequest); // the end of the stream is held back as well
            } catch (IOException | InterruptedException e) {
                // one side was closed; both are closed now
            } finally {
                connections.remove(this);
            }
        }

        private synchronized boolean awaitForwarding(boolean isRequest) throws InterruptedException {
            while ((isRequest ? requests : responses) == Flow.HOLD) {
                wait();
            }
            return (isRequest ? requests : responses) == Flow.FORWARD;
        }

        void close() {
            closeQuietly(client);
            closeQuietly(server);
        }

        private static void closeQuietly(@Nullable Socket socket) {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                // already closed
            }
        }
    }
}
