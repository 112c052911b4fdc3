package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What sockets cost that do nothing: memory of the process with them, less that of the same process with a few. */
record Idle(Settings settings) implements Scenario {

    private static final int CHANNELS = 100;
    private static final int BEFORE = 100; // so that all code is loaded, and what is made once is made
    private static final double WANTED_KB = 8;
    private static final double KB = 1024;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "%,d idle sockets, subscribed to a channel each, on a server that has just started".formatted(sockets());
    }

    private int sockets() {
        return settings.number("IDLE", 10_000);
    }

    private record Memory(long resident, long heap) {
        /** When all are idle indeed: compilers go on for a while, and what they used is given back some seconds later. */
        static Memory of(Accounts accounts) {
            accounts.awaitRest();
            long heap = accounts.isJvm() ? accounts.liveHeapBytes() : 0; // collects garbage, so it goes first
            return new Memory(accounts.residentBytes(), heap);
        }
    }

    @Override
    public Result run(Subject subject) {
        List<BenchChannel> channels = new Shape(CHANNELS, CHANNELS, 1, Mark.LENGTH).newChannels();
        Descriptors.check(sockets());
        try (Generator generator = new Generator(settings.threads());
                Server server = subject.start();
                Crowd crowd = new Crowd(server, generator).grow(BEFORE, channels)) {
            return new Result(subject.name(), measures(server.accounts(), crowd, channels));
        }
    }

    private List<Measure> measures(@Nullable Accounts accounts, Crowd crowd, List<BenchChannel> channels) {
        if (accounts == null) {
            return List.of();
        }
        Memory before = Memory.of(accounts);
        Usage cpu = accounts.usage();
        crowd.grow(sockets(), channels);
        Usage connecting = accounts.usage().since(cpu);
        Memory after = Memory.of(accounts);
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure("RSS per socket, KB", (after.resident - before.resident) / KB / sockets(), WANTED_KB));
        if (after.heap > 0) {
            measures.add(Measure.of("live heap per socket, KB", (after.heap - before.heap) / KB / sockets()));
        }
        measures.add(Measure.of("RSS before, MB", before.resident / KB / KB));
        measures.add(Measure.of("RSS with all, MB", after.resident / KB / KB));
        measures.addAll(Cpu.per("connect + subscribe", connecting, sockets(), null));
        return measures;
    }
}
