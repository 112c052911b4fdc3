package dev.vask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.support.EventSource;
import dev.vask.support.LambdaFunction;
import dev.vask.support.Signer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The function for AWS Lambda: {@code target/function.zip} on the JVM, with Quarkus' event server, Redis and Postgres on the same machine.
 * Events are sent one at a time, like those of an instance on Lambda.
 */
record FunctionScenario(Settings settings) implements Scenario {

    private static final double MIB = 1024 * 1024;
    private static final int WARM_UP = 1_000;
    private static final int MEASURED = 2_000;
    private static final int PAYLOAD_BYTES = 200;
    private static final String USER = "function";
    private static final EventSource SOURCE = EventSource.FUNCTION_URL;

    @Override
    public String name() {
        return "function";
    }

    @Override
    public String title() {
        return "%d instances of the function for AWS Lambda: init, first publish, %d publishes, and %d measured ones"
                .formatted(instances(), WARM_UP, MEASURED);
    }

    private int instances() {
        return settings.positiveInt("STARTS", 5);
    }

    /** The built function only. */
    @Override
    public boolean measures(SystemUnderTest system) {
        return system instanceof VaskJar;
    }

    @Override
    public Result run(SystemUnderTest system) {
        if (!LambdaFunction.isBuilt()) {
            throw new BenchException("target/function.zip does not exist. Run `make lambda`.");
        }
        try (Stores stores = Stores.start();
                Server node = new VaskClusterNode((VaskJar) system, stores, false).start()) {
            FirstDelivery.await(node, node);
            stores.sql("create role %s superuser login password '%1$s'".formatted(USER));
            List<List<Measure>> runs =
                    Stream.generate(() -> instance(stores)).limit(instances()).toList();
            return new Result(name(), medians(runs));
        }
    }

    /** The medians of the measures, which all runs have in the same order. */
    private static List<Measure> medians(List<List<Measure>> runs) {
        List<Measure> medians = new ArrayList<>();
        for (int i = 0; i < runs.getFirst().size(); i++) {
            int index = i;
            double[] sorted = runs.stream()
                    .mapToDouble(run -> run.get(index).value())
                    .sorted()
                    .toArray();
            medians.add(Measure.of(runs.getFirst().get(i).name(), sorted[sorted.length / 2]));
        }
        return medians;
    }

    private List<Measure> instance(Stores stores) {
        long redisBefore = stores.redis().connections();
        try (LambdaFunction function = LambdaFunction.start(functionSettings(stores), settings.functionJvm())) {
            ProcessStats stats = new ProcessStats(function.pid());
            List<Measure> measures = new ArrayList<>();
            measures.add(Measure.of("init, ms", function.awaitInit().toNanos() / 1e6));
            CpuTime afterInit = stats.cpuTime();
            measures.add(Measure.of("  CPU of init, ms", afterInit.total() / 1e6));
            measures.add(Measure.of("  RSS after init, MB", stats.residentBytes() / MIB));

            measures.add(Measure.of("first publish, ms", publish(function, 0) / 1e6));
            CpuTime afterFirst = stats.cpuTime();
            measures.add(Measure.of(
                    "  CPU of first publish, ms", afterFirst.since(afterInit).total() / 1e6));
            measures.add(Measure.of("second publish, ms", publish(function, 1) / 1e6));

            publishes(function, WARM_UP);
            CpuTime afterWarmUp = stats.cpuTime();
            measures.add(Measure.of(
                    "CPU per publish of the first 1,000, µs",
                    afterWarmUp.since(afterFirst).total() / 1e3 / WARM_UP));
            measures.add(Measure.of("RSS after 1,000, MB", stats.residentBytes() / MIB));

            long[] nanos = publishes(function, MEASURED);
            measures.addAll(
                    CpuMeasures.per("publish after that", stats.cpuTime().since(afterWarmUp), MEASURED, null));
            measures.add(Measure.of("  duration p50, ms", nanos[MEASURED / 2] / 1e6));
            measures.add(Measure.of("  duration p99, ms", nanos[MEASURED * 99 / 100] / 1e6));
            measures.add(Measure.of("RSS after 3,000, MB", stats.residentBytes() / MIB));
            measures.add(
                    Measure.of("connections to Redis", (double) (stores.redis().connections() - redisBefore)));
            measures.add(Measure.of(
                    "connections to Postgres",
                    Double.parseDouble(
                            stores.sql("select count(*) from pg_stat_activity where usename = '%s'".formatted(USER)))));
            return measures;
        }
    }

    private static Map<String, String> functionSettings(Stores stores) {
        Map<String, String> all = new HashMap<>();
        stores.settings()
                .forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        all.put("vask.database.username", USER);
        all.put("vask.database.password", USER);
        return all;
    }

    /** Publishes one event after the other. Returns the sorted times in nanoseconds. */
    private static long[] publishes(LambdaFunction function, int count) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = publish(function, i);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** Publishes an event. Returns the nanoseconds from the event until the result, the event server included. */
    private static long publish(LambdaFunction function, int number) {
        String data = Integer.toString(number);
        byte[] body = "{\"name\":\"bench\",\"channel\":\"room\",\"data\":\"%s\"}"
                .formatted(data + "x".repeat(PAYLOAD_BYTES - data.length()))
                .getBytes(UTF_8);
        String request = new Signer(VaskJar.APP, VaskJar.SECRET)
                .request("POST", "/apps/%s/events".formatted(VaskJar.APP), Map.of(), body);
        ObjectNode event = SOURCE.event("POST", request, body, "Content-Type", "application/json");
        long sentAt = System.nanoTime();
        int status = function.invoke(event).path("statusCode").asInt();
        long nanos = System.nanoTime() - sentAt;
        if (status != 200) {
            throw new BenchException("The function responded to a publish with status " + status);
        }
        return nanos;
    }
}
