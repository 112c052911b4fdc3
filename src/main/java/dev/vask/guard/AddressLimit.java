package dev.vask.guard;

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
 * How often each address may do something in a minute, which begins when it does so first. Of IPv6 the first half counts: who has
 * one address of a network has them all. Of more addresses than are remembered, those that come rarely are forgotten.
 */
final class AddressLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES = 100_000;
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final Cache<InetAddress, AtomicInteger> counts;

    AddressLimit(int most, Ticker ticker) {
        this.most = most;
        this.counts = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Counts one, whether it is allowed or not. */
    void count(InetAddress address) {
        counts.get(network(address), first -> new AtomicInteger()).incrementAndGet();
    }

    /** How long until the next is allowed, null if it is now. */
    @Nullable Duration waitingTime(InetAddress address) {
        InetAddress network = network(address);
        AtomicInteger count = counts.getIfPresent(network);
        return count == null || count.get() < most ? null : rest(network);
    }

    /** How many addresses are remembered. */
    long size() {
        counts.cleanUp();
        return counts.estimatedSize();
    }

    private Duration rest(InetAddress network) {
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
