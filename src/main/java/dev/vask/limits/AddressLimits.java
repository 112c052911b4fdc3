package dev.vask.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.vask.meters.Meters;
import io.netty.util.NetUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Counts what each client address does, as far as it is limited. */
@Singleton
public final class AddressLimits {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final ClientAddress anybody;
    private final Meters meters;
    private final ClientAddressResolver addresses;
    private final @Nullable AddressRateLimit connections;
    private final @Nullable AddressRateLimit failures;
    private final @Nullable AddressRateLimit tokens;

    AddressLimits(LimitsConfig config, AdminLimitsConfig operators, Meters meters) {
        this.meters = meters;
        this.anybody = new ClientAddress(InetAddress.getLoopbackAddress(), null, null, meters);
        this.addresses = new ClientAddressResolver(config.trustedProxies().orElse(List.of()));
        this.connections = limit("vask.edge.connections-per-minute", config.connectionsPerMinute());
        this.failures = limit("vask.edge.failed-signatures-per-minute", config.failedSignaturesPerMinute());
        this.tokens = limit("vask.admin.failed-tokens-per-minute", operators.failedTokensPerMinute());
    }

    private static @Nullable AddressRateLimit limit(String setting, OptionalInt most) {
        if (most.isPresent() && most.getAsInt() < 1) {
            throw new ConfigurationException(
                    "Invalid value for %s: must be at least 1, found %d. Remove the setting for no limit."
                            .formatted(setting, most.getAsInt()));
        }
        return most.isEmpty() ? null : new AddressRateLimit(most.getAsInt(), Ticker.systemTicker());
    }

    /** The sender of a request to the admin API. Its address is known even if nothing is limited. */
    public AdminClientAddress operator(HttpServerRequest request) {
        return new AdminClientAddress(address(request), tokens);
    }

    private InetAddress address(HttpServerRequest request) {
        InetAddress peer = NetUtil.createInetAddressFromIpAddressString(
                request.remoteAddress().hostAddress());
        return peer == null
                ? InetAddress.getLoopbackAddress() // a Unix socket has no address
                : addresses.client(peer, request.headers().getAll(FORWARDED_FOR));
    }

    /** The client of a request. */
    public ClientAddress clientAddress(HttpServerRequest request) {
        if (connections == null && failures == null) {
            return anybody;
        }
        return new ClientAddress(address(request), connections, failures, meters);
    }
}
