package dev.vask.support;

import java.net.URI;

/** One process of a {@link Cluster}, as a server of its own; and what can happen to it. */
public final class Instance implements Server {

    private final Cluster cluster;
    private final String role;
    private final ServerProcess process;

    Instance(Cluster cluster, String role, ServerProcess process) {
        this.cluster = cluster;
        this.role = role;
        this.process = process;
    }

    Instance ready() {
        process.ready();
        cluster.welcome(this);
        return this;
    }

    @Override
    public URI api() {
        return URI.create("http://127.0.0.1:" + process.port());
    }

    @Override
    public URI management() {
        return process.management();
    }

    @Override
    public URI edge() {
        return URI.create("ws://127.0.0.1:" + process.port());
    }

    @Override
    public boolean isOneProcess() {
        return false;
    }

    @Override
    public boolean servesBackends() {
        return !role.equals("edge");
    }

    @Override
    public void awaitChanges() {
        cluster.awaitChanges(this);
    }

    /** Dies without a word. */
    public void kill() {
        process.signal(Signal.KILL);
        process.ends();
        cluster.forget(this);
    }

    /** Stands still, with all its connections open. */
    public void pause() {
        process.signal(Signal.STOP);
    }

    /** Goes on after a {@link #pause}. */
    public void resume() {
        process.signal(Signal.CONT);
    }

    /** Is asked to end. */
    public void terminate() {
        cluster.forget(this);
        process.signal(Signal.TERM);
    }

    /** Waits until it has ended, and returns its status. */
    public int ends() {
        return process.ends();
    }

    /** What it says of its health, with details: {@code live} or {@code ready}. */
    public Response health(String kind) {
        return Http.request("GET", management().resolve("/q/health/" + kind), new byte[0]);
    }

    @Override
    public String log() {
        return process.log();
    }

    void destroy() {
        process.destroy();
    }
}
