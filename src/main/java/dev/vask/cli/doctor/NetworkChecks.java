package dev.vask.cli.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that the name has addresses, and that each accepts connections. */
record NetworkChecks(DoctorSettings settings, Findings findings) {

    private static final String DNS = "dns";
    private static final String TCP = "tcp";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ADDRESSES = 8;

    /** Whether at least one address accepts connections. */
    boolean run() {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(settings.host());
        } catch (UnknownHostException e) {
            findings.fail(
                    DNS,
                    "The name '%s' has no address. Check its spelling and its DNS record.".formatted(settings.host()));
            return false;
        }
        String all = Stream.of(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        findings.ok(DNS, "%s has the address %s".formatted(settings.host(), all));
        return connect(Stream.of(addresses).limit(MAX_ADDRESSES).toList());
    }

    private boolean connect(List<InetAddress> addresses) {
        List<String> problems = new ArrayList<>();
        long fastest = Long.MAX_VALUE;
        for (InetAddress address : addresses) {
            long start = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, settings.port()), (int) TIMEOUT.toMillis());
                fastest = Math.min(fastest, System.nanoTime() - start);
            } catch (IOException e) {
                problems.add(problem(address, e));
            }
        }
        if (problems.size() == addresses.size()) {
            findings.fail(TCP, String.join(" ", problems));
            return false;
        }
        String connected = "port %d accepts connections, in %s".formatted(settings.port(), Milliseconds.of(fastest));
        if (problems.isEmpty()) {
            findings.ok(TCP, connected);
        } else {
            findings.warn(
                    TCP,
                    "%s, but not on each address: %s Clients that try this address first have to wait."
                            .formatted(connected, String.join(" ", problems)));
        }
        return true;
    }

    private String problem(InetAddress address, IOException e) {
        String where = "%s port %d".formatted(address.getHostAddress(), settings.port());
        return switch (e) {
            case SocketTimeoutException _ ->
                "No response from %s within %d s: a firewall may drop the packets. Open the port."
                        .formatted(where, TIMEOUT.toSeconds());
            case ConnectException _ ->
                "%s refuses connections: nothing listens there. Check the port, and that the server or its proxy runs."
                        .formatted(where);
            default -> "Cannot connect to %s: %s.".formatted(where, e.getMessage());
        };
    }
}
