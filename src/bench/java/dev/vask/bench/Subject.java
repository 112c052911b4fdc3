package dev.vask.bench;

/** What is measured. */
interface Subject {

    String name();

    /** A server that answers: a new process where the subject can be started, else the one that runs already. */
    Server start();

    /** Whether {@link #start} begins with a new process, and so tells how long a start takes. */
    boolean startsFresh();
}
