package dev.vask.support;

import java.net.URI;

/** A node of a {@link Cluster}: one process, which can be killed, paused and terminated. */
public final class VaskNode implements Server {

    private final Cluster cluster;
    private final String role;
    private final ServerProcess process;

    VaskNode(Cluster cluster, String role, ServerProcess process) {
        this.cluster = cluster;
        this.role = role;
        this.process = process;
    }

    VaskNode awaitReady() {
        process.ready();
        cluster.add(this);
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

    /** Kills it with SIGKILL. */
    public void kill() {
        process.signal(Signal.KILL);
        process.awaitExit();
        cluster.remove(this);
    }

    /** Pauses it with SIGSTOP. Its connections stay open. */
    public void pause() {
        process.signal(Signal.STOP);
    }

    /** Resumes it after a {@link #pause}. */
    public void resume() {
        process.signal(Signal.CONT);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        cluster.remove(this);
        process.signal(Signal.TERM);
    }

    /** Waits until it has exited. Returns its exit code. */
    public int awaitExit() {
        return process.awaitExit();
    }

    /** Its health from the management port, with details: {@code live} or {@code ready}. */
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
