package dev.vask.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of a recording.
 *
 * @param allocations weighted by bytes
 * @param cpu         one for each interval of CPU time that a thread used in Java or in a system call
 */
record Profile(List<Sample> allocations, List<Sample> cpu) {

    /**
     * One sample.
     *
     * @param stack the methods, the innermost first, as {@code package.Class#method}
     */
    record Sample(List<String> stack, long weight) {
        boolean contains(String part) {
            return stack.stream().anyMatch(frame -> frame.contains(part));
        }
    }

    /** Reads a recording. The first allocation of each thread is left out: it stands for all that the thread has allocated before. */
    static Profile of(Path recording) throws IOException {
        Set<Long> threads = new HashSet<>();
        Profile profile = new Profile(new ArrayList<>(), new ArrayList<>());
        List<RecordedEvent> inOrder = RecordingFile.readAllEvents(recording).stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
        for (RecordedEvent event : inOrder) {
            switch (event.getEventType().getName()) {
                case "jdk.ObjectAllocationSample" -> {
                    if (!threads.add(event.getThread().getId())) {
                        profile.allocations.add(new Sample(stack(event), event.getLong("weight")));
                    }
                }
                case "jdk.CPUTimeSample" -> profile.cpu.add(new Sample(stack(event), 1));
                default -> {}
            }
        }
        return profile;
    }

    private static List<String> stack(RecordedEvent event) {
        return event.getStackTrace() == null
                ? List.of()
                : event.getStackTrace().getFrames().stream().map(Profile::name).toList();
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "#" + frame.getMethod().getName();
    }

    /** The share of each group, from 0 to 1, the largest first. */
    static Map<String, Double> shares(List<Sample> samples, Function<Sample, String> group) {
        Map<String, Double> weights = new LinkedHashMap<>();
        samples.forEach(sample -> weights.merge(group.apply(sample), (double) sample.weight(), Double::sum));
        double total = weights.values().stream().mapToDouble(it -> it).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(it -> shares.put(it.getKey(), it.getValue() / total));
        return shares;
    }
}
