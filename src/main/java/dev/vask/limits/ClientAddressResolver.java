package dev.vask.limits;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines the client address of a request behind trusted proxies. */
final class ClientAddressResolver {

    private final List<IpSubnetFilterRule> trusted;

    /**
     * Trusts the headers of proxies in these networks.
     *
     * @param networks like {@code 10.0.0.0/8}, {@code fd00::/8} or {@code 192.0.2.7}
     * @throws ConfigurationException if a network is invalid
     */
    ClientAddressResolver(List<String> networks) {
        this.trusted = networks.stream()
                .map(String::strip)
                .map(ClientAddressResolver::rule)
                .toList();
    }

    private static IpSubnetFilterRule rule(String network) {
        String[] parts = network.split("/", 2);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
        try {
            if (address != null) {
                int bits = parts.length == 1 ? address.getAddress().length * Byte.SIZE : Integer.parseInt(parts[1]);
                return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new ConfigurationException(
                "Invalid value for vask.edge.trusted-proxies: '%s' is not an address or a network like 10.0.0.0/8."
                        .formatted(network));
    }

    /**
     * Returns the last address from the right that does not belong to a trusted proxy.
     *
     * @param peer      the remote address of the connection
     * @param forwarded the values of {@code X-Forwarded-For} in order; a value is used only if the proxy that wrote it is trusted
     */
    InetAddress client(InetAddress peer, List<String> forwarded) {
        List<String> entries = List.of(String.join(",", forwarded).split(","));
        InetAddress client = peer;
        for (String entry : entries.reversed()) {
            InetAddress previous = isTrusted(client) ? address(entry.strip()) : null;
            if (previous == null) {
                break; // not an address: the proxy did not know it
            }
            client = previous;
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return trusted.stream().anyMatch(it -> it.matches(socket));
    }

    /** Parses an address, which some proxies write with brackets or a port. */
    private static @Nullable InetAddress address(String entry) {
        String address = entry;
        if (entry.startsWith("[")) {
            address = entry.substring(1, Math.max(1, entry.indexOf(']')));
        } else if (entry.indexOf(':') == entry.lastIndexOf(':') && entry.indexOf(':') >= 0) {
            address = entry.substring(0, entry.indexOf(':'));
        }
        return NetUtil.createInetAddressFromIpAddressString(address);
    }
}
