package dev.vask.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalLong;

/** Limits for HTTP requests. */
@ConfigMapping(prefix = "vask.http")
public interface HttpLimitsConfig {

    /** Maximum bytes of the head of a request: the request line and all headers together (1.11). */
    @WithDefault("32768")
    int maxHeadBytes();

    /** Maximum bytes of all request bodies that this process reads at a time. If absent, an eighth of the maximum heap. */
    OptionalLong bodyBudgetBytes();

    /** Maximum concurrent HTTP/2 streams of a connection, where TLS is terminated in this process. */
    @WithDefault("100")
    int maxStreams();
}
