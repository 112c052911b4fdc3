package dev.vask.bench;

import java.util.List;

/** One question, put to each server in the same way. */
interface Scenario {

    /** How it is asked for. */
    String name();

    /** What is done, in one line. */
    String title();

    /** Asks it. */
    Result run(SystemUnderTest system);

    /** Asks it of each. */
    default List<Result> run(List<SystemUnderTest> systems) {
        return systems.stream().map(this::run).toList();
    }
}
