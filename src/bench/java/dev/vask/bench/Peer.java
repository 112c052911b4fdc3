package dev.vask.bench;

import java.net.InetSocketAddress;
import java.net.URI;

/** A server that runs already, to put beside ours: anything that speaks the Pusher protocol over plain HTTP. */
record Peer(String name, URI url, String appId, String key, String secret) implements SystemUnderTest {

    private static final int HTTP = 80;

    @Override
    public Server start() {
        InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? HTTP : url.getPort());
        if (address.isUnresolved()) {
            throw new BenchException("PEER_URL names a host that is not known: " + url.getHost());
        }
        ProcessStats processStats = address.getAddress().isLoopbackAddress()
                ? ListeningProcess.findPid(address.getPort())
                        .map(ProcessStats::new)
                        .orElse(null)
                : null;
        if (processStats == null) {
            System.err.printf(
                    "%s: its process is not ours to see, so there is no CPU time and no memory of it%n", name);
        }
        return new Server(name, address, appId, key, secret, processStats, () -> {});
    }
}
