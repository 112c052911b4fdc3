package dev.vask.limits;

import dev.vask.meters.Meters;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.util.Map;

/** Connection limits with given settings. */
public final class LimitsFixture {

    final ConnectionTimeouts timeouts;
    final ConnectionLookup lookup;

    private LimitsFixture(Map<String, String> settings, Meters meters) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(LimitsConfig.class)
                .withMapping(HttpConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(settings)
                .build();
        LimitsConfig limits = config.getConfigMapping(LimitsConfig.class);
        timeouts =
                new ConnectionTimeouts(limits, config.getConfigMapping(HttpConfig.class), new MemoryMonitor(), meters);
        lookup = new ConnectionLookup(limits, timeouts);
    }

    /** Limits with these settings, and defaults for others. */
    public static LimitsFixture with(Map<String, String> settings, Meters meters) {
        return new LimitsFixture(settings, meters);
    }

    /** Finds the network connections of requests. */
    public ConnectionLookup lookup() {
        return lookup;
    }

    /** A client without limits. */
    public static ClientAddress unlimitedClient(Meters meters) {
        return new ClientAddress(InetAddress.getLoopbackAddress(), null, null, meters);
    }
}
