package dev.vask.bench;

import dev.vask.bench.ClassHistogram.Objects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a small server after many clients connect at once, as after a deploy: right afterwards, and one minute later. No garbage collection
 * is forced. A second server shows the live objects of a connection, by class.
 */
record RushScenario(Settings settings) implements Scenario {

    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final double TARGET_KB = 8;
    private static final double KB = 1024;
    private static final int LARGEST_CLASSES = 12;
    private static final int NAME_LENGTH = 36;

    @Override
    public String name() {
        return "rush";
    }

    @Override
    public String title() {
        return "%,d clients connect to a new server with %d MB, 200 at a time, and subscribe to a channel of their own each"
                .formatted(connections(), megabytes());
    }

    private int connections() {
        return settings.positiveInt("RUSH", 9_000);
    }

    private int megabytes() {
        return settings.positiveInt("MEMORY", 512);
    }

    @Override
    public Result run(SystemUnderTest system) {
        FileDescriptorLimit.check(connections());
        SystemUnderTest prepared = system instanceof VaskJar jar ? jar.withJvmFlags(containerFlags(jar)) : system;
        List<Measure> measures = new ArrayList<>(afterRush(prepared, this::memory));
        if (prepared instanceof VaskJar) {
            measures.addAll(afterRush(prepared, this::liveObjects));
        }
        return new Result(system.name(), measures);
    }

    /** What the JVM has in a container of this size: the options of the image, and the collector that the JVM selects there. */
    private List<String> containerFlags(VaskJar jar) {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:MaxRAM=%dm".formatted(megabytes()), "-XX:InitialRAMPercentage=10", "-XX:MaxRAMPercentage=50"));
        if (jar.jvmFlags().stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
            flags.add("-XX:+UseSerialGC");
        }
        return flags;
    }

    private interface Measurement {
        List<Measure> measure(ProcessStats process, Runnable rush);
    }

    private List<Measure> afterRush(SystemUnderTest system, Measurement measurement) {
        List<BenchChannel> channels = new LoadProfile(connections(), connections(), 1, EventId.LENGTH).newChannels();
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start();
                SubscriberGroup subscribers = new SubscriberGroup(server, generator)) {
            @Nullable ProcessStats process = server.processStats();
            if (process == null) {
                throw new BenchException("The process of %s is not visible".formatted(server.name()));
            }
            return measurement.measure(process, () -> subscribers.connect(connections(), channels));
        }
    }

    private List<Measure> memory(ProcessStats process, Runnable rush) {
        process.awaitIdle();
        long before = process.residentBytes();
        CpuTime cpuBefore = process.cpuTime();
        rush.run();
        CpuTime cpu = process.cpuTime().since(cpuBefore);
        long rightAfter = process.residentBytes();
        sleep(SILENCE);
        long minuteAfter = process.residentBytes();
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("RSS per connection, right after, KB", perConnection(rightAfter - before)));
        measures.add(
                new Measure("RSS per connection, a minute after, KB", perConnection(minuteAfter - before), TARGET_KB));
        measures.add(Measure.of("RSS before, MB", before / KB / KB));
        measures.add(Measure.of("RSS right after, MB", rightAfter / KB / KB));
        measures.add(Measure.of("RSS a minute after, MB", minuteAfter / KB / KB));
        measures.addAll(CpuMeasures.per("connect + subscribe", cpu, connections(), null));
        return measures;
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    private List<Measure> liveObjects(ProcessStats process, Runnable rush) {
        ClassHistogram before = process.classHistogram();
        rush.run();
        process.awaitIdle();
        ClassHistogram grown = process.classHistogram().since(before);
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("live heap per connection, KB", perConnection(grown.bytes())));
        for (Map.Entry<String, Objects> it : grown.largest(LARGEST_CLASSES)) {
            measures.add(Measure.of(
                    "  B in %.1f %s".formatted((double) it.getValue().count() / connections(), shortName(it.getKey())),
                    (double) it.getValue().bytes() / connections()));
        }
        return measures;
    }

    /** Without the package, and in the table's width. */
    private static String shortName(String className) {
        String name =
                switch (className) {
                    case "[B" -> "byte[]";
                    case "[I" -> "int[]";
                    case "[J" -> "long[]";
                    case String it
                    when it.startsWith("[L") ->
                        it.substring(it.lastIndexOf('.') + 1).replace(";", "[]");
                    case String it -> it.substring(it.lastIndexOf('.') + 1);
                };
        return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH - 1) + "…";
    }

    private double perConnection(long bytes) {
        return bytes / KB / connections();
    }
}
