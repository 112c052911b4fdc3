package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Path;
import dev.vask.terraform.value.Value.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An error for the user of Terraform, without secrets. */
public final class ProviderException extends Exception {

    private final String summary;
    private final transient Map<Path, String> problems;
    private final transient @Nullable Fields state;
    private final boolean outcomeKnown;

    /** A failure without invalid attributes. */
    public ProviderException(String summary, String detail) {
        this(summary, detail, Map.of(), null, true);
    }

    private ProviderException(
            String summary, String detail, Map<Path, String> problems, @Nullable Fields state, boolean outcomeKnown) {
        super(detail, null, false, false);
        this.summary = summary;
        this.problems = problems;
        this.state = state;
        this.outcomeKnown = outcomeKnown;
    }

    /** A failure with the constraint of each invalid attribute. */
    public static ProviderException of(String summary, String detail, Map<Path, String> problems) {
        return new ProviderException(summary, detail, new LinkedHashMap<>(problems), null, true);
    }

    /** The same failure with the state that it left: created or changed in part. */
    public ProviderException withState(Fields left) {
        return new ProviderException(summary, detail(), problems, left, outcomeKnown);
    }

    /** The same failure with an unknown outcome of the request. */
    public ProviderException withUnknownOutcome() {
        return new ProviderException(summary, detail(), problems, state, false);
    }

    /** The same failure with the paths of the invalid attributes mapped. */
    public ProviderException mapPaths(UnaryOperator<Path> path) {
        Map<Path, String> moved = new LinkedHashMap<>();
        problems.forEach((from, problem) -> moved.put(path.apply(from), problem));
        return new ProviderException(summary, detail(), moved, state, outcomeKnown);
    }

    /** Whether it is known that the request had no effect. */
    public boolean isOutcomeKnown() {
        return outcomeKnown;
    }

    public String summary() {
        return summary;
    }

    /** What happened, and how to correct it. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The constraints of the invalid attributes. */
    Map<Path, String> problems() {
        return problems;
    }

    /** The state after the failure, empty if it is unchanged. */
    Optional<Fields> state() {
        return Optional.ofNullable(state);
    }
}
