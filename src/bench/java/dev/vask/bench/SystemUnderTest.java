package dev.vask.bench;

import java.util.Optional;

/** What is measured. */
interface SystemUnderTest {

    String name();

    /** A server that answers: a new process where the subject can be started, else the one that runs already. */
    Server start();

    /** Where backends publish to what hears at such a server: the same, if it answers them. */
    default Server apiServer(Server started) {
        return started;
    }

    /** Another app on such a server, which may publish so many events per second; empty where none can be made. */
    default Optional<Server> createLimitedApp(Server server, int eventsPerSecond) {
        return Optional.empty();
    }
}
