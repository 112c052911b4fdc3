package dev.vask.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** CPU time and memory of a process on this machine, from {@code /proc}. Linux only. */
record ProcessStats(long pid) {

    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on all platforms with a JDK 25
    private static final int USER_TICKS = 11; // index of a field after the process name, which may contain spaces
    private static final int SYSTEM_TICKS = 12;
    private static final Duration IDLE_CHECK_INTERVAL = Duration.ofSeconds(3);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final String COMPILER_THREAD =
            " CompilerThre)"; // C1 CompilerThread0 and C2 CompilerThread0, truncated by the kernel
    private static final Pattern RSS = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB$");
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

    static ProcessStats ofThisProcess() {
        return new ProcessStats(ProcessHandle.current().pid());
    }

    /** CPU time of all threads since the process started, including threads that have ended. */
    CpuTime cpuTime() {
        String[] fields = fields(read("stat"));
        return new CpuTime(nanos(fields, USER_TICKS), nanos(fields, SYSTEM_TICKS), compilerNanos());
    }

    /** Ends the process with SIGTERM, or with SIGKILL if {@code forcibly}. */
    void end(boolean forcibly) {
        ProcessHandle.of(pid).ifPresent(forcibly ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
    }

    /** Waits until the process has used less than 5% of a core for three seconds, for at most 30 seconds. */
    void awaitIdle() {
        long end = System.nanoTime() + IDLE_TIMEOUT.toNanos();
        for (CpuTime before = cpuTime(), now; System.nanoTime() < end; before = now) {
            try {
                Thread.sleep(IDLE_CHECK_INTERVAL);
            } catch (InterruptedException e) {
                throw new BenchException("interrupted", e);
            }
            now = cpuTime();
            if (now.since(before).total() < IDLE_CHECK_INTERVAL.dividedBy(20).toNanos()) {
                return;
            }
        }
    }

    private long compilerNanos() {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.contains(COMPILER_THREAD)) {
                    nanos += nanos(fields(stat), USER_TICKS) + nanos(fields(stat), SYSTEM_TICKS);
                }
            }
        } catch (IOException e) {
            return nanos; // a thread has ended in the meantime
        }
        return nanos;
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static long nanos(String[] fields, int index) {
        return Long.parseLong(fields[index]) * NANOS_PER_TICK;
    }

    /** Resident set size in bytes. */
    long residentBytes() {
        return Long.parseLong(firstGroup(RSS, read("smaps_rollup"))) * 1024;
    }

    /** Bytes of live objects on the heap of a JVM of the same user. Runs a full garbage collection. */
    long liveHeapBytes() {
        return Long.parseLong(firstGroup(HISTOGRAM_TOTAL, jcmd("GC.class_histogram")));
    }

    /** The live objects of a JVM of the same user. Runs a full garbage collection. */
    ClassHistogram classHistogram() {
        return ClassHistogram.of(jcmd("GC.class_histogram"));
    }

    boolean isJvm() {
        return read("cmdline").contains("java") && read("maps").contains("libjvm");
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new BenchException(
                    "Cannot read /proc of process %d: it has ended, it belongs to another user, or this system is not Linux"
                            .formatted(pid),
                    e);
        }
    }

    /** Sends a command with its arguments to a JVM of the same user, and returns the output. */
    String jcmd(String... command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            List<String> line = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
            line.addAll(List.of(command));
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = process.inputReader().lines().collect(Collectors.joining("\n"));
            process.waitFor(1, TimeUnit.MINUTES);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(jcmd + " could not be started", e);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    private String firstGroup(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new BenchException("Process %d: no match for '%s' in: %s".formatted(pid, pattern, text));
        }
        return found.group(1);
    }
}
