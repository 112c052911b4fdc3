package dev.vask.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client address of requests behind proxies. */
class ClientAddressResolverTest {

    private final ClientAddressResolver addresses =
            new ClientAddressResolver(List.of("10.0.0.0/8", " 192.0.2.7", "fd00::/8"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # the other end     | what it says              | who counts
            203.0.113.1         | -                         | 203.0.113.1
            203.0.113.1         | 198.51.100.9              | 203.0.113.1
            10.1.2.3            | -                         | 10.1.2.3
            10.1.2.3            | 198.51.100.9              | 198.51.100.9
            10.1.2.3            | 1.1.1.1, 198.51.100.9     | 198.51.100.9
            10.1.2.3            | 198.51.100.9, 10.9.9.9    | 198.51.100.9
            10.1.2.3            | 1.1.1.1,198.51.100.9,192.0.2.7,10.9.9.9 | 198.51.100.9
            10.1.2.3            | 10.0.0.1, 10.0.0.2        | 10.0.0.1
            10.1.2.3            | 198.51.100.9:4711         | 198.51.100.9
            10.1.2.3            | [2001:db8::1]:4711        | 2001:db8::1
            10.1.2.3            | 2001:db8::1               | 2001:db8::1
            10.1.2.3            | 1.1.1.1, unknown          | 10.1.2.3
            10.1.2.3            | 1.1.1.1, unknown, 10.0.0.1 | 10.0.0.1
            10.1.2.3            | localhost                 | 10.1.2.3
            10.1.2.3            | ,,                        | 10.1.2.3
            192.0.2.7           | 198.51.100.9              | 198.51.100.9
            192.0.2.8           | 198.51.100.9              | 192.0.2.8
            fd12::1             | 198.51.100.9              | 198.51.100.9
            ::ffff:10.1.2.3     | 198.51.100.9              | 198.51.100.9""")
    void the_client_is_the_first_untrusted_address_from_the_right(String peer, String forwarded, String client) {
        List<String> headers = forwarded == null ? List.of() : List.of(forwarded);

        assertThat(addresses.client(address(peer), headers)).isEqualTo(address(client));
    }

    @Test
    void several_headers_are_read_as_one() {
        assertThat(addresses.client(address("10.1.2.3"), List.of("1.1.1.1", "198.51.100.9, 10.0.0.1")))
                .isEqualTo(address("198.51.100.9"));
    }

    @Test
    void no_proxy_is_trusted_by_default() {
        assertThat(new ClientAddressResolver(List.of()).client(address("127.0.0.1"), List.of("198.51.100.9")))
                .isEqualTo(address("127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "/8", "", "10.0.0/8"})
    void an_invalid_network_is_rejected(String network) {
        assertThatThrownBy(() -> new ClientAddressResolver(List.of(network)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Invalid value for vask.edge.trusted-proxies: '%s' is not an address or a network like 10.0.0.0/8.",
                        network);
    }

    private static InetAddress address(String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        assertThat(address).isNotNull();
        return address;
    }
}
