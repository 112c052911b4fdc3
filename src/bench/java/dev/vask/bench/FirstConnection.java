package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Knocks at a server that is starting until it lets a socket in. */
final class FirstConnection {

    static final String ESTABLISHED = "pusher:connection_established";
    private static final int RETRY_INTERVAL_MS = 2;
    private static final int BUFFER_SIZE = 8192;

    private FirstConnection() {}

    /** Returns when a socket was told that its connection is established. */
    static void await(InetSocketAddress server, String key, Duration timeout, Runnable beforeRetry) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!connects(server, key, (int) timeout.toMillis())) {
            beforeRetry.run();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("no socket was let in at %s within %s".formatted(server, timeout));
            }
            pause();
        }
    }

    private static boolean connects(InetSocketAddress server, String key, int timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(server, timeout);
            socket.setSoTimeout(timeout);
            socket.getOutputStream()
                    .write(ClientEncoder.upgradeRequest(server, key).getBytes(US_ASCII));
            readUntil(socket, ESTABLISHED);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads until that was said.
     *
     * @throws IOException if the server ends the connection before, or is silent for longer than the socket's time-out
     */
    static void readUntil(Socket socket, String expected) throws IOException {
        StringBuilder received = new StringBuilder();
        byte[] bytes = new byte[BUFFER_SIZE];
        InputStream in = socket.getInputStream();
        while (received.indexOf(expected) < 0) {
            int count = in.read(bytes);
            if (count < 0) {
                throw new IOException("no '%s', but: %s".formatted(expected, received));
            }
            received.append(new String(bytes, 0, count, US_ASCII));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_INTERVAL_MS);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }
}
