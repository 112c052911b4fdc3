package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;

/** A Redis of the benchmark's own, and what it says of its work. */
final class BenchRedis implements AutoCloseable {

    private static final Pattern USED_MEMORY = Pattern.compile("(?m)^used_memory:(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("^:(\\d+)");

    private final RedisServer process;
    private final int port;
    private final Accounts accounts;

    private BenchRedis(RedisServer process, int port) {
        this.process = process;
        this.port = port;
        this.accounts = new Accounts(Listening.on(port)
                .orElseThrow(() -> new BenchFailure("the process of Redis cannot be found: this is no Linux")));
    }

    static BenchRedis start() throws IOException {
        int port = freePort();
        RedisServer process =
                RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        process.start();
        return new BenchRedis(process, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    Accounts accounts() {
        return accounts;
    }

    /** What it has carried out since it began. */
    CommandStats commands() {
        return CommandStats.of(ask("INFO commandstats"));
    }

    /** Bytes that it uses, without those of one key, such as a log of what went by. */
    long memoryWithout(String key) {
        long all = number(USED_MEMORY, ask("INFO memory"));
        String one = ask("MEMORY USAGE %s SAMPLES 0".formatted(key));
        return all - (one.startsWith("$-1") ? 0 : number(NUMBER, one));
    }

    private static long number(Pattern pattern, String answer) {
        Matcher found = pattern.matcher(answer);
        if (!found.find()) {
            throw new BenchFailure("Redis answered '%s', which has no '%s'".formatted(answer.strip(), pattern));
        }
        return Long.parseLong(found.group(1));
    }

    private String ask(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new BenchFailure("Redis did not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            process.stop();
        } catch (IOException e) {
            throw new BenchFailure("Redis did not stop: " + e.getMessage(), e);
        }
    }
}
