package dev.vask.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Allowed targets of webhooks (13.3). */
class WebhookTargetPolicyTest {

    private final WebhookTargetPolicy strict = new WebhookTargetPolicy(false);
    private final WebhookTargetPolicy permissive = new WebhookTargetPolicy(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://example.com:8443/hooks?a=b",
                "HTTPS://EXAMPLE.com/",
                "https://8.8.8.8/x",
                "https://[2606:4700:4700::1111]/x",
                "https://localhost.example.com/"
            })
    void https_to_a_public_host_is_allowed(String url) {
        assertThat(strict.problemWith(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com, begin with https://",
        "ftp://example.com, begin with https://",
        "example.com/hooks, begin with https://",
        "https://ada:secret@example.com/, not contain credentials",
        "https://ada@example.com/, not contain credentials",
        "https:///hooks, contain a host",
        "https:hooks, contain a host",
        "https://example.com:0/, contain a host",
        "https://example.com:65536/, contain a host",
        "https://exa mple.com/, be a URL",
        "https://example.com/#top, not have a fragment",
        "https://localhost/, have a public host",
        "https://LOCALHOST:8080/, have a public host",
        "https://api.localhost./, have a public host",
        "https://127.0.0.1/, have a public host",
        "https://127.1/, contain a host",
        "https://10.1.2.3/, have a public host",
        "https://169.254.169.254/latest/meta-data, have a public host",
        "https://[::1]/, have a public host",
        "https://[::ffff:127.0.0.1]/, have a public host",
        "https://[fd00::1]/, have a public host"
    })
    void any_other_url_is_rejected_with_the_reason(String url, String problem) {
        assertThat(strict.problemWith(url))
                .hasValueSatisfying(it -> assertThat(it).startsWith(problem));
    }

    @Test
    void a_url_has_a_maximum_length() {
        assertThat(strict.problemWith("https://example.com/" + "x".repeat(2_000)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:3000/hooks", "http://127.0.0.1/", "https://10.0.0.1/", "https://example.com/"})
    void private_and_plain_urls_are_allowed_for_development(String url) {
        assertThat(permissive.problemWith(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost/", "http://ada:x@localhost/", "http://"})
    void invalid_urls_are_rejected_for_development_too(String url) {
        assertThat(permissive.problemWith(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "::7f00:1"
            })
    void private_local_and_special_addresses_are_rejected(String address) throws UnknownHostException {
        assertThat(strict.allows(InetAddress.getByName(address))).isFalse();
        assertThat(permissive.allows(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void an_ipv4_mapped_ipv6_address_is_rejected() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 8;
        mapped[13] = mapped[14] = mapped[15] = 8;

        assertThat(strict.allows(Inet6Address.getByAddress("mapped", mapped, 0)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2a00:1450:4001::1"
            })
    void public_addresses_are_allowed(String address) throws UnknownHostException {
        assertThat(strict.allows(InetAddress.getByName(address))).isTrue();
    }
}
