package dev.vask.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a Redis carried out, by command: scripts, and what they did within.
 *
 * @param calls  of each command
 * @param micros that Redis worked on them; of a script all that it did
 */
record CommandStats(Map<String, Long> calls, Map<String, Long> micros) {

    private static final Pattern LINE = Pattern.compile("(?m)^cmdstat_([a-z|]+):calls=(\\d+),usec=(\\d+)");
    private static final Set<String> SCRIPTS = Set.of("evalsha", "eval");
    private static final Set<String> EXCLUDED = Set.of("info", "quit", "memory");

    /** Reads the answer to {@code INFO commandstats}. */
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

    /** How often a script was called: each is a round trip. */
    long scriptCalls() {
        return SCRIPTS.stream().mapToLong(name -> calls.getOrDefault(name, 0L)).sum();
    }

    /** All other commands; but for a few that keep an instance in touch, they were called by scripts. */
    long otherCalls() {
        return calls.values().stream().mapToLong(it -> it).sum() - scriptCalls();
    }

    /** Microseconds that scripts took. */
    long scriptMicros() {
        return SCRIPTS.stream().mapToLong(name -> micros.getOrDefault(name, 0L)).sum();
    }
}
