package dev.vask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Rules for GitHub workflows. */
enum WorkflowRule {
    SAYS_WHEN_IT_RUNS(it -> it.path("on").isObject()),
    MAY_ONLY_READ(it -> it.path("permissions").path("contents").asText().equals("read")),
    JOBS_HAVE_A_RUNNER_AND_A_TIMEOUT(it -> jobs(it).allMatch(job ->
            job.hasNonNull("runs-on") && job.path("timeout-minutes").isInt())),
    A_STEP_USES_OR_RUNS(it -> steps(it).allMatch(step -> step.hasNonNull("uses") != step.hasNonNull("run"))),
    ACTIONS_HAVE_A_VERSION(it -> steps(it)
            .map(step -> step.path("uses").asText("a/b@v1"))
            .allMatch(uses -> uses.matches("[\\w.-]+(/[\\w.-]+)+@(v?\\d[\\w.]*|[0-9a-f]{40})"))),
    JOBS_NEED_EXISTING_JOBS(it -> jobs(it).flatMap(job -> all(job.path("needs")))
            .allMatch(needed -> it.path("jobs").has(needed.asText()))),
    EXPRESSIONS_NAME_THEIR_MATRIX(it -> jobs(it).allMatch(
                    job -> Patterns.MATRIX.matcher(job.toString()).results().allMatch(used -> dimensions(
                                    job.path("strategy").path("matrix"))
                            .contains(used.group(1))))),
    /** GitHub's default shell has no {@code pipefail}: a failure before a pipe would be ignored. */
    PIPES_FAIL_AS_A_WHOLE(it -> steps(it)
            .filter(step -> step.path("run").asText().contains("| tee"))
            .allMatch(step -> step.path("shell").asText().equals("bash"))),
    MAKE_HAS_ITS_TARGETS(it -> steps(it)
            .flatMap(step -> Patterns.MAKE.matcher(step.path("run").asText()).results())
            .allMatch(made -> WorkflowsTest.makeTargets().contains(made.group(1))));

    private static final class Patterns {
        static final Pattern MATRIX = Pattern.compile("matrix\\.(\\w+)");
        static final Pattern MAKE = Pattern.compile("(?m)\\bmake ([a-z-]+)");
    }

    private final Predicate<JsonNode> rule;

    WorkflowRule(Predicate<JsonNode> rule) {
        this.rule = rule;
    }

    boolean holdsFor(JsonNode workflow) {
        return rule.test(workflow);
    }

    private static Stream<JsonNode> jobs(JsonNode workflow) {
        return all(workflow.path("jobs"));
    }

    private static Stream<JsonNode> steps(JsonNode workflow) {
        return jobs(workflow).flatMap(job -> all(job.path("steps")));
    }

    private static Stream<JsonNode> all(JsonNode node) {
        return node.isValueNode() ? Stream.of(node) : StreamSupport.stream(node.spliterator(), false);
    }

    private static Set<String> dimensions(JsonNode matrix) {
        List<String> names = new ArrayList<>();
        matrix.fieldNames().forEachRemaining(names::add);
        matrix.path("include").forEach(each -> each.fieldNames().forEachRemaining(names::add));
        return Set.copyOf(names);
    }
}
