package dev.vask.bench;

import java.util.List;

/** A measurement that runs in the same way on each server. */
interface Scenario {

    /** The name to use in {@code SCENARIO}. */
    String name();

    /** A description of one line. */
    String title();

    /** Whether it runs only if {@code SCENARIO} names it, because it takes long. */
    default boolean isOnlyOnRequest() {
        return false;
    }

    /** Starts the system and measures it. */
    Result run(SystemUnderTest system);

    /** Whether it can measure a system. */
    default boolean measures(SystemUnderTest system) {
        return true;
    }

    /** Measures each system in turn. */
    default List<Result> run(List<SystemUnderTest> systems) {
        return systems.stream().filter(this::measures).map(this::run).toList();
    }
}
