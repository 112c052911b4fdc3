package dev.vask.support;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that run, one for each set of settings; the system property {@code vask.test.servers} says of which kind. */
final class Servers {

    static final String ADMIN_TOKEN = "the-operator-of-the-tests";

    private static final Map<Map<String, String>, Server> RUNNING = new ConcurrentHashMap<>();

    private Servers() {}

    static Server with(Map<String, String> settings) {
        return RUNNING.computeIfAbsent(Map.copyOf(settings), Servers::start);
    }

    private static Server start(Map<String, String> settings) {
        String kind = System.getProperty("vask.test.servers", "standalone");
        return switch (kind) {
            case "standalone" -> new OneProcess(ServerProcess.start(settings));
            default -> throw new IllegalArgumentException(
                    "vask.test.servers is '%s', but must be standalone".formatted(kind));
        };
    }

    private record OneProcess(ServerProcess process) implements Server {

        @Override
        public URI api() {
            return URI.create("http://127.0.0.1:" + process.port());
        }

        @Override
        public URI edge() {
            return URI.create("ws://127.0.0.1:" + process.port());
        }
    }
}
