package dev.vask.bench;

import dev.vask.bench.Profile.Sample;
import java.util.List;
import java.util.Map;

/** Assigns the samples of a server that clients connect to, to a stage of connecting, and to a part of the software. */
final class ConnectStages {

    /** Parts of stack frames, and the stage that a stack with one of them belongs to. The first that matches counts. */
    private static final List<Map.Entry<String, List<String>>> STAGES = List.of(
            Map.entry("heartbeat", List.of("edge.Heartbeat#check")),
            Map.entry("established frame", List.of("edge.Session#established")),
            Map.entry("writing frames", List.of("edge.netty.Flusher#flush")),
            Map.entry("admission", List.of("edge.ConnectionAdmission#", "edge.PusherEndpoint#opened")),
            Map.entry(
                    "subscribe",
                    List.of(
                            "edge.Session#",
                            "edge.Subscriptions#",
                            "edge.ClientConnection#receive",
                            "edge.netty.FrameDecoder#channelRead",
                            "live.redis.SubscribeBatches")),
            Map.entry(
                    "accept",
                    List.of("ServerBootstrap$ServerBootstrapAcceptor", "HttpServerWorker#", "#fireChannelActive")),
            Map.entry("HTTP upgrade", List.of("HttpObjectDecoder#", "http.impl.Http1xServer", "ByteToMessageDecoder#")),
            Map.entry("replies of Redis", List.of("vertx.redis.client", "live.redis")));

    private static final List<Map.Entry<String, String>> PARTS = List.of(
            Map.entry("dev.vask.protocol", "protocol"),
            Map.entry("dev.vask.edge", "edge"),
            Map.entry("dev.vask.live", "live"),
            Map.entry("dev.vask", "rest of Vask"),
            Map.entry("io.quarkus.websockets", "WebSockets Next"),
            Map.entry("io.quarkus", "Quarkus"),
            Map.entry("io.smallrye", "SmallRye"),
            Map.entry("com.fasterxml", "Jackson"),
            Map.entry("io.vertx.ext.web", "Vert.x Web"),
            Map.entry("io.vertx.redis", "Vert.x Redis"),
            Map.entry("io.vertx.core.http", "Vert.x HTTP"),
            Map.entry("io.vertx", "Vert.x core"),
            Map.entry("io.netty.handler.codec", "Netty codecs"),
            Map.entry("io.netty", "Netty"));

    private ConnectStages() {}

    static String stage(Sample sample) {
        return STAGES.stream()
                .filter(stage -> stage.getValue().stream().anyMatch(sample::contains))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("other");
    }

    /** The part to which the innermost frame belongs that is not of the JDK. */
    static String part(Sample sample) {
        return sample.stack().stream()
                .flatMap(frame -> PARTS.stream()
                        .filter(part -> frame.startsWith(part.getKey()))
                        .limit(1))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("JDK");
    }
}
