package dev.vask.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A bad line to a server on this machine: it can be cut, lose what it carries, or hold it back. */
public final class TcpProxy implements AutoCloseable {

    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final int target;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean refusing;

    /** What becomes of bytes on their way. */
    private enum Flow {
        PASSED,
        LOST,
        HELD
    }

    private TcpProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A line to a port, good as yet. */
    public static TcpProxy to(int port) {
        return new TcpProxy(port);
    }

    /** Where to connect instead. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From here on, what comes back is on its way for so long. */
    public void delayAnswers(Duration time) {
        delay = time;
    }

    /** Cuts all lines there are; new ones can be made. */
    public void cut() {
        lines.forEach(Line::close);
    }

    /** Cuts all lines, and makes no new ones until {@link #mend}. */
    public void interrupt() {
        refusing = true;
        cut();
    }

    /** Makes lines again. */
    public void mend() {
        refusing = false;
    }

    /** From here on, what clients send over the lines there are is lost. */
    public void loseRequests() {
        lines.forEach(line -> line.requests(Flow.LOST));
    }

    /** From here on, what comes back over the lines there are is lost. */
    public void loseAnswers() {
        lines.forEach(line -> line.answers(Flow.LOST));
    }

    /** Holds back what clients send over the lines there are, even if they close them, until {@link #release}. */
    public void holdRequests() {
        lines.forEach(line -> line.requests(Flow.HELD));
    }

    /** Lets go what was held back. */
    public void release() {
        lines.forEach(line -> line.requests(Flow.PASSED));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        interrupt();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                } else {
                    new Line(client).begin();
                }
            } catch (IOException e) {
                // the listener was closed, or there is nobody at the other end
            }
        }
    }

    private final class Line {

        private final Socket client;
        private final Socket server = new Socket();
        private Flow requests = Flow.PASSED;
        private Flow answers = Flow.PASSED;

        Line(Socket client) throws IOException {
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

        void begin() {
            lines.add(this);
            Thread.ofVirtual().start(() -> carry(client, server, true));
            Thread.ofVirtual().start(() -> carry(server, client, false));
        }

        synchronized void requests(Flow flow) {
            requests = flow;
            notifyAll();
        }

        synchronized void answers(Flow flow) {
            answers = flow;
            notifyAll();
        }

        private void carry(Socket from, Socket to, boolean isRequest) {
            byte[] buffer = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!isRequest) {
                        Thread.sleep(delay);
                    }
                    if (mayPass(isRequest)) {
                        out.write(Arrays.copyOf(buffer, read));
                    }
                }
                mayPass(isRequest); // an end is held back as well
            } catch (IOException | InterruptedException e) {
                // one end is gone, and so is the other
            } finally {
                lines.remove(this);
            }
        }

        private synchronized boolean mayPass(boolean isRequest) throws InterruptedException {
            while ((isRequest ? requests : answers) == Flow.HELD) {
                wait();
            }
            return (isRequest ? requests : answers) == Flow.PASSED;
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
                // closed enough
            }
        }
    }
}
