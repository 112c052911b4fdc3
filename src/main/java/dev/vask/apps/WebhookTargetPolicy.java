package dev.vask.apps;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The allowed targets of webhooks (13.3): HTTPS to public addresses, to prevent server-side request forgery.
 *
 * @param allowPrivate whether private addresses and plain HTTP are allowed
 */
public record WebhookTargetPolicy(boolean allowPrivate) {

    private static final int MAX_URL_LENGTH = 2_000;
    private static final Pattern LITERAL = Pattern.compile("\\[.*]|[0-9.]+");
    private static final List<Range> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carrier-grade NAT
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, where clouds keep their metadata
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4") // reserved, broadcast
            .map(Range::parse)
            .toList();
    private static final Range GLOBAL_UNICAST = Range.parse("2000::/3");
    private static final List<Range> NOT_PUBLIC_GLOBAL_UNICAST = Stream.of(
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4, which hides an IPv4 address
                    "3fff::/20") // documentation
            .map(Range::parse)
            .toList();

    /** The error of a webhook URL, as a phrase after "must"; empty if it is valid. */
    public Optional<String> problemWith(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("be a URL like https://example.com/webhooks");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean rightScheme = scheme.equals("https") || (allowPrivate && scheme.equals("http"));
        if (!rightScheme) {
            return Optional.of(
                    allowPrivate
                            ? "begin with https:// or http://"
                            : "begin with https://, or http:// if vask.webhooks.allow-private-targets is true");
        }
        return problemWith(uri, url);
    }

    private Optional<String> problemWith(URI uri, String url) {
        if (url.length() > MAX_URL_LENGTH) {
            return Optional.of("be at most %d characters long".formatted(MAX_URL_LENGTH));
        }
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            return Optional.of("not contain credentials; send them in a header");
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of("contain a host, like https://example.com/webhooks");
        }
        if (uri.getRawFragment() != null) {
            return Optional.of("not have a fragment");
        }
        return isPublicName(host.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(
                        "have a public host, not localhost or a private address, unless vask.webhooks.allow-private-targets is true");
    }

    private boolean isPublicName(String host) {
        if (allowPrivate) {
            return true;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return false;
        }
        return !LITERAL.matcher(name).matches() || allowsLiteral(name);
    }

    private boolean allowsLiteral(String literal) {
        try {
            return allows(InetAddress.getByName(literal)); // a literal is not resolved
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a webhook may be sent to this address. Call it with the address of the connection. */
    public boolean allows(InetAddress address) {
        return allowPrivate || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address it -> NOT_PUBLIC.stream().noneMatch(range -> range.holds(bytes));
            case Inet6Address it ->
                GLOBAL_UNICAST.holds(bytes) // mapped, embedded and local addresses are outside of it
                        && NOT_PUBLIC_GLOBAL_UNICAST.stream().noneMatch(range -> range.holds(bytes));
            default -> false;
        };
    }

    /** An address range by its first bits. */
    private record Range(byte[] first, int bits) {

        static Range parse(String cidr) {
            String[] parts = cidr.split("/");
            try {
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(cidr, e);
            }
        }

        boolean holds(byte[] address) {
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8;
            return address.length == first.length
                    && Arrays.equals(address, 0, whole, first, 0, whole)
                    && (bits % 8 == 0 || ((address[whole] ^ first[whole]) & mask & 0xff) == 0);
        }
    }
}
