package dev.vask.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits how often each address may do something within a minute, which starts with its first action. For IPv6 only the first 64
 * bits count, because a client usually controls a whole /64 network. If there are more addresses than fit, those with the fewest
 * actions are evicted.
 */
final class AddressRateLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 100_000;
    private static final int NETWORK_BYTES = 8;

    private final int max;
    private final Cache<InetAddress, AtomicInteger> counts;

    AddressRateLimit(int max, Ticker ticker) {
        this.max = max;
        this.counts = Caffeine.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Counts one action, allowed or not. */
    void count(InetAddress address) {
        counts.get(network(address), key -> new AtomicInteger()).incrementAndGet();
    }

    /** Returns the time until the next action is allowed, null if it is allowed now. */
    @Nullable
    Duration waitingTime(InetAddress address) {
        InetAddress network = network(address);
        AtomicInteger count = counts.getIfPresent(network);
        return count == null || count.get() < max ? null : remaining(network);
    }

    /** The number of stored addresses. */
    long size() {
        counts.cleanUp();
        return counts.estimatedSize();
    }

    private Duration remaining(InetAddress network) {
        return counts.policy()
                .expireAfterWrite()
                .flatMap(expiry -> expiry.ageOf(network))
                .map(WINDOW::minus)
                .orElse(Duration.ZERO);
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are a valid address", e);
        }
    }
}
