package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Path;
import dev.vask.terraform.value.Value.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Something did not work, and why; never holds a secret. */
public final class FailedException extends Exception {

    private final String summary;
    private final transient Map<Path, String> problems;
    private final transient @Nullable Fields state;
    private final boolean certain;

    /** A failure that no attribute is to blame for. */
    public FailedException(String summary, String detail) {
        this(summary, detail, Map.of(), null, true);
    }

    private FailedException(
            String summary, String detail, Map<Path, String> problems, @Nullable Fields state, boolean certain) {
        super(detail, null, false, false);
        this.summary = summary;
        this.problems = problems;
        this.state = state;
        this.certain = certain;
    }

    /** A failure, and for each attribute to blame what it must be. */
    public static FailedException of(String summary, String detail, Map<Path, String> problems) {
        return new FailedException(summary, detail, new LinkedHashMap<>(problems), null, true);
    }

    /** This failure, after which the resource is as {@code left}: half made, or half changed. */
    public FailedException leaving(Fields left) {
        return new FailedException(summary, detail(), problems, left, certain);
    }

    /** This failure, after which nobody here knows whether what was asked for has happened. */
    public FailedException uncertain() {
        return new FailedException(summary, detail(), problems, state, false);
    }

    /** This failure, blamed on the attributes that {@code path} makes of those to blame. */
    public FailedException blaming(UnaryOperator<Path> path) {
        Map<Path, String> moved = new LinkedHashMap<>();
        problems.forEach((from, problem) -> moved.put(path.apply(from), problem));
        return new FailedException(summary, detail(), moved, state, certain);
    }

    /** Whether what was asked for has certainly not happened. */
    public boolean isCertain() {
        return certain;
    }

    public String summary() {
        return summary;
    }

    /** What happened, and what would be right. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What attributes must be, if they are to blame. */
    Map<Path, String> problems() {
        return problems;
    }

    /** The state that it left, if not the one that there was before. */
    Optional<Fields> state() {
        return Optional.ofNullable(state);
    }
}
