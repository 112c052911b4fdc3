package dev.vask.bench;

/** One question, put to each server in the same way. */
interface Scenario {

    /** How it is asked for. */
    String name();

    /** What is done, in one line. */
    String title();

    /** Asks it. */
    Result run(Subject subject);
}
