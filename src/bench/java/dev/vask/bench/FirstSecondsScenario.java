package dev.vask.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a publish and a connect cost in the first seconds of a JVM, and after two minutes, with each form of AOT cache: none, one without
 * method profiles, and one with method profiles. The load is steady, so that each server does the same work in the same time.
 */
record FirstSecondsScenario(Settings settings) implements Scenario {

    private static final LoadProfile ONE_SUBSCRIBER_EACH = new LoadProfile(100, 100, 8, 200);
    private static final int CONNECTS_AT_ONCE = 10;
    private static final Duration LATE_WINDOW = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "first";
    }

    @Override
    public boolean isOnlyOnRequest() {
        return true;
    }

    @Override
    public String title() {
        return "%d publishes/s, or %d connects/s, to a JVM that has just started, by form of AOT cache"
                .formatted(publishRate(), connectRate());
    }

    private int publishRate() {
        return settings.positiveInt("RATE", 500);
    }

    private int connectRate() {
        return settings.positiveInt("CONNECTS", 200);
    }

    /** A part of a run, in seconds since its load began. */
    private record Window(int from, int to) {

        String label() {
            return "%d to %d s".formatted(from, to);
        }
    }

    private List<Window> windows() {
        int late = settings.positiveInt("LATE", 120);
        return List.of(
                new Window(0, 3),
                new Window(3, 10),
                new Window(10, 30),
                new Window(late, late + (int) LATE_WINDOW.toSeconds()));
    }

    /** Each form of cache is a result of its own. Measures the built jar only. */
    @Override
    public List<Result> run(List<SystemUnderTest> systems) {
        List<Result> results = new ArrayList<>();
        for (SystemUnderTest system : systems) {
            if (system instanceof VaskJar jar) {
                forms(jar).forEach((form, prepared) -> results.add(new Result(form, measures(prepared))));
            }
        }
        return results;
    }

    @Override
    public Result run(SystemUnderTest system) {
        return new Result(system.name(), measures((VaskJar) system));
    }

    /** The same jar by form of its cache. */
    private Map<String, VaskJar> forms(VaskJar jar) {
        Path profiled = settings.output().resolve("profiles/vask.aot");
        Map<String, VaskJar> forms = new LinkedHashMap<>();
        forms.put("no cache", jar.withoutAotCache());
        forms.put("no profiles", jar);
        if (Files.isRegularFile(profiled)) {
            forms.put(
                    "profiles",
                    jar.withoutAotCache().withJvmFlags(List.of("-XX:AOTCache=" + profiled, "-XX:+AOTReplayTraining")));
        } else {
            System.err.printf("first: %s does not exist, and is not measured%n", profiled);
        }
        return forms;
    }

    private List<Measure> measures(VaskJar jar) {
        List<Measure> measures = new ArrayList<>();
        try (Server standalone = jar.start()) {
            measures.addAll(publishes("standalone", standalone, standalone));
        }
        try (Server standalone = jar.start()) {
            measures.addAll(connects("standalone", standalone));
        }
        try (Stores stores = Stores.start();
                Server other = new VaskClusterNode(jar, stores, false).start()) {
            try (Server api = new VaskApiNode(jar, stores).start()) {
                measures.addAll(publishes("api", api, other));
            }
            try (Server edge = new VaskEdgeNode(jar, stores, other).start()) {
                measures.addAll(connects("edge", edge));
            }
        }
        return measures;
    }

    private List<Measure> publishes(String role, Server server, Server edge) {
        List<Measure> measures = new ArrayList<>();
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Load load = Load.open(server, List.of(edge), ONE_SUBSCRIBER_EACH, generator)) {
            PublishPacing steady = new PublishPacing.FixedRate(publishRate());
            int now = 0;
            for (Window window : windows()) {
                if (window.from > now) {
                    load.run(steady, Duration.ZERO, Duration.ofSeconds(window.from - now));
                }
                now = window.to;
                LoadResult result = load.run(steady, Duration.ZERO, Duration.ofSeconds(window.to - window.from));
                String operation = "%s, publish, %s".formatted(role, window.label());
                CpuTime cpu = result.serverCpu();
                if (cpu == null) {
                    throw new BenchException("The process of %s is not visible".formatted(server.name()));
                }
                measures.addAll(cost(operation, cpu, result.publishes()));
                measures.add(Measure.of("  latency p99, ms: " + operation, result.latency(99)));
            }
        }
        return measures;
    }

    private List<Measure> connects(String role, Server server) {
        List<Measure> measures = new ArrayList<>();
        List<BenchChannel> channels =
                new LoadProfile(CONNECTS_AT_ONCE, CONNECTS_AT_ONCE, 1, EventId.LENGTH).newChannels();
        ProcessStats process = ClusterScenario.statsOf(server);
        try (LoadGenerator generator = new LoadGenerator(settings.threads())) {
            long startedAt = System.nanoTime();
            for (Window window : windows()) {
                connectUntil(startedAt + Duration.ofSeconds(window.from).toNanos(), server, generator, channels);
                CpuTime before = process.cpuTime();
                long count =
                        connectUntil(startedAt + Duration.ofSeconds(window.to).toNanos(), server, generator, channels);
                measures.addAll(cost(
                        "%s, connect, %s".formatted(role, window.label()),
                        process.cpuTime().since(before),
                        count));
            }
        }
        return measures;
    }

    /** Connects, subscribes and disconnects a few clients at a time. Returns their number. */
    private long connectUntil(long end, Server server, LoadGenerator generator, List<BenchChannel> channels) {
        long interval = Duration.ofSeconds(CONNECTS_AT_ONCE).toNanos() / connectRate();
        long count = 0;
        try {
            for (long dueAt = System.nanoTime(); dueAt - end < 0; dueAt += interval) {
                Thread.sleep(Duration.ofNanos(Math.max(0, dueAt - System.nanoTime())));
                new SubscriberGroup(server, generator)
                        .connect(CONNECTS_AT_ONCE, channels)
                        .close();
                count += CONNECTS_AT_ONCE;
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
        return count;
    }

    private static List<Measure> cost(String operation, CpuTime cpu, long count) {
        return List.of(
                Measure.of("%s, µs".formatted(operation), cpu.total() / 1e3 / count),
                Measure.of("  compiling: " + operation, cpu.compiler() / 1e3 / count));
    }
}
