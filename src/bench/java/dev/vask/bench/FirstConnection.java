package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Connects to a server that is starting, and retries until a connection is established. */
final class FirstConnection {

    static final String ESTABLISHED = "pusher:connection_established";
    private static final int RETRY_INTERVAL_MS = 2;
    private static final int BUFFER_SIZE = 8192;

    private FirstConnection() {}

    /** Waits for the first {@code pusher:connection_established}. */
    static void await(InetSocketAddress server, String key, Duration timeout, Runnable beforeRetry) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!connects(server, key, (int) timeout.toMillis())) {
            beforeRetry.run();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("No connection to %s within %s".formatted(server, timeout));
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
     * Reads until the expected text arrives.
     *
     * @throws IOException if the server closes the connection first, or sends nothing for longer than the socket's timeout
     */
    static void readUntil(Socket socket, String expected) throws IOException {
        StringBuilder received = new StringBuilder();
        byte[] bytes = new byte[BUFFER_SIZE];
        InputStream in = socket.getInputStream();
        while (received.indexOf(expected) < 0) {
            int count = in.read(bytes);
            if (count < 0) {
                throw new IOException("Expected '%s', received: %s".formatted(expected, received));
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
