package dev.vask.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.vask.http.ClientAddresses;
import dev.vask.meters.Meters;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The limits per client address. */
@Singleton
public final class AddressLimits implements ClientAddresses {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final ClientAddress unlimited;
    private final Meters meters;
    private final ClientAddressResolver resolver;
    private final @Nullable AddressRateLimit connections;
    private final @Nullable AddressRateLimit failedSignatures;
    private final @Nullable AddressRateLimit failedTokens;

    AddressLimits(LimitsConfig config, AdminLimitsConfig admin, Meters meters) {
        this.meters = meters;
        this.unlimited = new ClientAddress(InetAddress.getLoopbackAddress(), null, null, meters);
        this.resolver = new ClientAddressResolver(config.trustedProxies().orElse(List.of()));
        this.connections = limit("vask.edge.connections-per-minute", config.connectionsPerMinute());
        this.failedSignatures = limit("vask.edge.failed-signatures-per-minute", config.failedSignaturesPerMinute());
        this.failedTokens = limit("vask.admin.failed-tokens-per-minute", admin.failedTokensPerMinute());
    }

    private static @Nullable AddressRateLimit limit(String setting, OptionalInt max) {
        if (max.isPresent() && max.getAsInt() < 1) {
            throw new ConfigurationException(
                    "Invalid value for %s: must be at least 1, found %d. Remove the setting for no limit."
                            .formatted(setting, max.getAsInt()));
        }
        return max.isEmpty() ? null : new AddressRateLimit(max.getAsInt(), Ticker.systemTicker());
    }

    /** The sender of a request to the admin API. Its address is known even if nothing is limited. */
    public AdminClientAddress adminClient(HttpServerRequest request) {
        return new AdminClientAddress(address(request), failedTokens);
    }

    @Override
    public String addressOf(HttpServerRequest request) {
        return address(request).getHostAddress();
    }

    private InetAddress address(HttpServerRequest request) {
        return address(request.remoteAddress(), request.headers().getAll(FORWARDED_FOR));
    }

    private InetAddress address(SocketAddress remote, List<String> forwardedFor) {
        InetAddress peer = NetUtil.createInetAddressFromIpAddressString(remote.hostAddress());
        return peer == null
                ? InetAddress.getLoopbackAddress() // a Unix socket has no address
                : resolver.client(peer, forwardedFor);
    }

    /** The client of a request. */
    public ClientAddress clientAddress(HttpServerRequest request) {
        if (connections == null && failedSignatures == null) {
            return unlimited;
        }
        return new ClientAddress(address(request), connections, failedSignatures, meters);
    }

    /** The client of a request of which only the head is known. */
    public ClientAddress clientAddress(HttpConnection connection, HttpHeaders head) {
        if (connections == null && failedSignatures == null) {
            return unlimited;
        }
        return new ClientAddress(
                address(connection.remoteAddress(), head.getAll(FORWARDED_FOR)), connections, failedSignatures, meters);
    }

    /** The address of the client, as text, of a request of which only the head is known. */
    public String addressOf(HttpConnection connection, HttpHeaders head) {
        return address(connection.remoteAddress(), head.getAll(FORWARDED_FOR)).getHostAddress();
    }
}
