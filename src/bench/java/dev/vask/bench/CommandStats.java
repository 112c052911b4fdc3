package dev.vask.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Statistics of Redis by command. Commands that a script calls are counted as well as the script.
 *
 * @param calls  number of calls of each command
 * @param micros microseconds spent in each command; those of a script include the commands that it calls
 */
record CommandStats(Map<String, Long> calls, Map<String, Long> micros) {

    private static final Pattern LINE = Pattern.compile("(?m)^cmdstat_([a-z|]+):calls=(\\d+),usec=(\\d+)");
    private static final Set<String> SCRIPTS = Set.of("evalsha", "eval");
    private static final Set<String> EXCLUDED = Set.of("info", "quit", "memory");

    /** Parses the reply to {@code INFO commandstats}. */
    static CommandStats of(String info) {
        Map<String, Long> calls = new HashMap<>();
        Map<String, Long> micros = new HashMap<>();
        LINE.matcher(info)
                .results()
                .filter(line -> !EXCLUDED.contains(line.group(1)))
                .forEach(line -> {
                    calls.put(line.group(1), Long.valueOf(line.group(2)));
                    micros.put(line.group(1), Long.valueOf(line.group(3)));
                });
        return new CommandStats(calls, micros);
    }

    CommandStats since(CommandStats before) {
        return new CommandStats(subtract(calls, before.calls), subtract(micros, before.micros));
    }

    private static Map<String, Long> subtract(Map<String, Long> totals, Map<String, Long> before) {
        Map<String, Long> difference = new HashMap<>(totals);
        before.forEach((name, count) -> difference.merge(name, -count, Long::sum));
        return difference;
    }

    /** The number of script calls. Each is one round trip. */
    long scriptCalls() {
        return SCRIPTS.stream().mapToLong(name -> calls.getOrDefault(name, 0L)).sum();
    }

    /** The number of calls of other commands. Nearly all are called by scripts; the rest are heartbeats of the node. */
    long otherCalls() {
        return calls.values().stream().mapToLong(it -> it).sum() - scriptCalls();
    }

    /** Microseconds spent in scripts. */
    long scriptMicros() {
        return SCRIPTS.stream().mapToLong(name -> micros.getOrDefault(name, 0L)).sum();
    }
}
