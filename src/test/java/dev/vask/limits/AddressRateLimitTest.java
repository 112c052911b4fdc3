package dev.vask.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressRateLimitTest {

    private static final InetAddress ONE = address("203.0.113.1");
    private static final InetAddress OTHER = address("203.0.113.2");

    private final AtomicLong nanos = new AtomicLong();
    private final AddressRateLimit limit = new AddressRateLimit(2, nanos::get);

    @Test
    void the_limit_applies_until_the_minute_is_over() {
        assertThat(limit.waitingTime(ONE)).isNull();
        limit.count(ONE);
        advance(Duration.ofSeconds(20));
        assertThat(limit.waitingTime(ONE)).isNull();
        limit.count(ONE);

        assertThat(limit.waitingTime(ONE)).isEqualTo(Duration.ofSeconds(40));
        assertThat(limit.waitingTime(OTHER)).isNull();

        advance(Duration.ofSeconds(39));
        limit.count(ONE);
        assertThat(limit.waitingTime(ONE)).isEqualTo(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(1));
        assertThat(limit.waitingTime(ONE)).isNull();
    }

    @Test
    void an_ipv6_network_counts_as_one_address() {
        limit.count(address("2001:db8:1:2:3:4:5:6"));
        limit.count(address("2001:db8:1:2::1"));

        assertThat(limit.waitingTime(address("2001:db8:1:2:ffff::"))).isNotNull();
        assertThat(limit.waitingTime(address("2001:db8:1:3::1"))).isNull();
    }

    @Test
    void the_number_of_stored_addresses_is_limited() {
        for (int i = 0; i < 300_000; i++) {
            limit.count(NetUtil.createInetAddressFromIpAddressString(
                    "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 0xff, i & 0xff)));
        }

        assertThat(limit.size()).isLessThanOrEqualTo(100_000);
    }

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static InetAddress address(String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        assertThat(address).isNotNull();
        return address;
    }
}
