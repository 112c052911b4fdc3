package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;

/** A Redis server that the benchmark starts, and its statistics. */
final class BenchRedis implements AutoCloseable {

    private static final Pattern USED_MEMORY = Pattern.compile("(?m)^used_memory:(\\d+)");
    private static final Pattern CLIENTS = Pattern.compile("(?m)^connected_clients:(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("^:(\\d+)");

    private static final Pattern SLOW_COMMAND = Pattern.compile("\\*6\r\n:\\d+\r\n:\\d+\r\n:(\\d+)\r\n");

    private final RedisServer process;
    private final int port;
    private final ProcessStats processStats;

    private BenchRedis(RedisServer process, int port) {
        this.process = process;
        this.port = port;
        this.processStats = new ProcessStats(ListeningProcess.findPid(port)
                .orElseThrow(() -> new BenchException("Redis process not found: this measurement requires Linux")));
    }

    static BenchRedis start() {
        int port = ServerProcess.freePort();
        try {
            RedisServer process =
                    RedisServer.newRedisServer().port(port).setting("save \"\"").build();
            process.start();
            return new BenchRedis(process, port);
        } catch (IOException e) {
            throw new BenchException("Could not start Redis: " + e.getMessage(), e);
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    ProcessStats processStats() {
        return processStats;
    }

    /** The commands executed since the server started. */
    CommandStats commandStats() {
        return CommandStats.of(call("INFO commandstats"));
    }

    /** From now on, remembers the slowest commands. */
    void watchSlowCommands() {
        call("CONFIG SET slowlog-log-slower-than 500");
        call("CONFIG SET slowlog-max-len 10000");
        call("SLOWLOG RESET");
    }

    /** Microseconds of the slowest command or script that was watched. During this time Redis did nothing else. */
    long slowestMicros() {
        return SLOW_COMMAND
                .matcher(call("SLOWLOG GET 10000"))
                .results()
                .mapToLong(entry -> Long.parseLong(entry.group(1)))
                .max()
                .orElse(0);
    }

    /** The open connections, without that of this call. */
    long connections() {
        return number(CLIENTS, call("INFO clients")) - 1;
    }

    /** Bytes of {@code used_memory}, minus those of one key, for example a log that grows with each publish. */
    long usedMemoryExcluding(String key) {
        long used = number(USED_MEMORY, call("INFO memory"));
        String keyMemory = call("MEMORY USAGE %s SAMPLES 0".formatted(key));
        return used - (keyMemory.startsWith("$-1") ? 0 : number(NUMBER, keyMemory));
    }

    /** Bytes of the only key that matches a pattern. */
    long memoryOf(String pattern) {
        String key = call("KEYS " + pattern)
                .lines()
                .filter(line -> line.startsWith(pattern.substring(0, 1)))
                .findFirst()
                .orElseThrow(() -> new BenchException("No key matches " + pattern));
        return number(NUMBER, call("MEMORY USAGE %s SAMPLES 0".formatted(key)));
    }

    private static long number(Pattern pattern, String reply) {
        Matcher found = pattern.matcher(reply);
        if (!found.find()) {
            throw new BenchException(
                    "Unexpected reply from Redis: '%s' does not match '%s'".formatted(reply.strip(), pattern));
        }
        return Long.parseLong(found.group(1));
    }

    private String call(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new BenchException("Redis did not reply: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            process.stop();
        } catch (IOException e) {
            throw new BenchException("Could not stop Redis: " + e.getMessage(), e);
        }
    }
}
