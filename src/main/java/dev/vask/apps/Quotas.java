package dev.vask.apps;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The limits of an app, one for each {@link Quota}; immutable. */
public final class Quotas {

    /** Each quota with its default: connections, events and occupied channels are unlimited. */
    public static final Quotas DEFAULTS = of(Quota::defaultLimit);

    /** A quota without an entry is unlimited. */
    private final EnumMap<Quota, Integer> limits;

    private Quotas(EnumMap<Quota, Integer> limits) {
        this.limits = limits;
    }

    /** Quotas with these limits; null is unlimited. */
    public static Quotas of(Function<Quota, @Nullable Integer> limit) {
        EnumMap<Quota, Integer> limits = new EnumMap<>(Quota.class);
        for (Quota quota : Quota.values()) {
            Integer max = limit.apply(quota);
            if (max != null) {
                limits.put(quota, max);
            }
        }
        return new Quotas(limits);
    }

    /** Quotas by wire name. Null is unlimited, a missing name has its default, and unknown names are ignored. */
    public static Quotas ofNames(Map<String, @Nullable Integer> limits) {
        return of(quota -> limits.containsKey(quota.wireName()) ? limits.get(quota.wireName()) : quota.defaultLimit());
    }

    /** All limits by wire name, in the order of {@link Quota}; null is unlimited. */
    public Map<String, @Nullable Integer> byName() {
        Map<String, @Nullable Integer> names = new LinkedHashMap<>();
        for (Quota quota : Quota.values()) {
            names.put(quota.wireName(), limits.get(quota));
        }
        return Collections.unmodifiableMap(names);
    }

    /** The limit of a quota; null is unlimited. */
    public @Nullable Integer get(Quota quota) {
        return limits.get(quota);
    }

    /** The same limits but one; null is unlimited. */
    public Quotas with(Quota changed, @Nullable Integer limit) {
        return of(quota -> quota == changed ? limit : limits.get(quota));
    }

    /** Whether {@code amount} exceeds {@code quota}. */
    public static boolean exceeds(long amount, @Nullable Integer quota) {
        return quota != null && amount > quota;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quotas that && limits.equals(that.limits);
    }

    @Override
    public int hashCode() {
        return limits.hashCode();
    }

    @Override
    public String toString() {
        return "Quotas" + limits;
    }
}
