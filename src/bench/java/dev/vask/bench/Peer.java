package dev.vask.bench;

import java.net.InetSocketAddress;
import java.net.URI;

/** A running server to compare with: any that speaks the Pusher protocol over plain HTTP. */
record Peer(String name, URI url, String appId, String key, String secret) implements SystemUnderTest {

    private static final int HTTP = 80;

    @Override
    public Server start() {
        InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? HTTP : url.getPort());
        if (address.isUnresolved()) {
            throw new BenchException("Invalid value for PEER_URL: unknown host " + url.getHost());
        }
        ProcessStats processStats = address.getAddress().isLoopbackAddress()
                ? ListeningProcess.findPid(address.getPort())
                        .map(ProcessStats::new)
                        .orElse(null)
                : null;
        if (processStats == null) {
            System.err.printf("%s: process not visible; CPU time and memory are not measured%n", name);
        }
        return new Server(name, address, appId, key, secret, processStats, () -> {});
    }
}
