package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Knocks at a server that is starting until it lets a socket in. */
final class FirstSocket {

    static final String GREETING = "pusher:connection_established";
    private static final int BETWEEN_KNOCKS_MS = 2;
    private static final int LONGEST_ANSWER = 8192;

    private FirstSocket() {}

    /** Returns when a socket was told that its connection is established. */
    static void await(InetSocketAddress server, String key, Duration patience, Runnable check) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isLetIn(server, key, (int) patience.toMillis())) {
            check.run();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchFailure("no socket was let in at %s within %s".formatted(server, patience));
            }
            pause();
        }
    }

    private static boolean isLetIn(InetSocketAddress server, String key, int timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(server, timeout);
            socket.setSoTimeout(timeout);
            socket.getOutputStream().write(Wire.upgrade(server, key).getBytes(US_ASCII));
            hear(socket, GREETING);
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
    static void hear(Socket socket, String expected) throws IOException {
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

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_KNOCKS_MS);
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
    }
}
