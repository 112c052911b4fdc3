package dev.vask.bench;

import java.net.InetSocketAddress;
import java.net.URI;

/** A server that runs already, to put beside ours: anything that speaks the Pusher protocol over plain HTTP. */
record Peer(String name, URI url, String appId, String key, String secret) implements Subject {

    private static final int HTTP = 80;

    @Override
    public Server start() {
        InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? HTTP : url.getPort());
        if (address.isUnresolved()) {
            throw new BenchFailure("PEER_URL names a host that is not known: " + url.getHost());
        }
        Accounts accounts = address.getAddress().isLoopbackAddress()
                ? Listening.on(address.getPort()).map(Accounts::new).orElse(null)
                : null;
        if (accounts == null) {
            System.err.printf(
                    "%s: its process is not ours to see, so there is no CPU time and no memory of it%n", name);
        }
        return new Server(name, address, appId, key, secret, accounts, () -> {});
    }
}
