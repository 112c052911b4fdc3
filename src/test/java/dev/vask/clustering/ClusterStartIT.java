package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Cluster;
import dev.vask.support.RedisProcess;
import dev.vask.support.ServerStart;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestCertificate;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How a node of a cluster starts with a slow, an unreachable or an untrusted Redis. */
@Execution(ExecutionMode.SAME_THREAD) // a start uses all CPUs
class ClusterStartIT {

    @Test
    void a_missing_redis_url_stops_the_start_with_one_line() {
        startFailsWith(
                Map.of(),
                "vask.redis.url is not set, but vask.mode is cluster. Set VASK_REDIS_URL to redis://host:port.");
    }

    @Test
    void an_unreachable_redis_stops_the_start() {
        startFailsWith(
                Map.of("vask.redis.url", "redis://:secret@127.0.0.1:1"),
                "Redis redis://127.0.0.1:1 cannot be reached (Connection refused: /127.0.0.1:1). Start it, or set"
                        + " VASK_REDIS_URL.");
    }

    @Test
    void the_node_listens_only_after_redis_is_connected() {
        try (TcpProxy proxy = TcpProxy.to(URI.create(TestRedis.url()).getPort());
                Cluster cluster = new Cluster("redis://127.0.0.1:" + proxy.port(), Map.of())) {
            proxy.delayResponses(Duration.ofMillis(50)); // connecting takes a dozen round trips

            VaskNode started = cluster.start("edge", Map.of());

            assertThat(started.log()).containsSubsequence("Connected to Redis", "Listening on");
        }
    }

    @Test
    void a_redis_with_a_certificate_of_another_host_stops_the_start() {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        try (EncryptedRedis redis = new EncryptedRedis(certificate)) {
            startFailsWith(
                    Map.of(
                            "vask.redis.url",
                            redis.url("127.0.0.1"),
                            "vask.redis.root-cert",
                            certificate.certificate().toString()),
                    Pattern.compile(
                            "Redis rediss://127\\.0\\.0\\.1:\\d+ has a certificate that is not trusted \\(.*127\\.0\\.0\\.1.*\\)\\."
                                    + " Set VASK_REDIS_URL to the host name in the certificate, or VASK_REDIS_ROOT_CERT to a file with"
                                    + " the certificates to trust\\."));
        }
    }

    @Test
    void an_untrusted_redis_certificate_stops_the_start() {
        try (EncryptedRedis redis = new EncryptedRedis(TestCertificate.forHost("localhost"))) {
            startFailsWith(
                    Map.of("vask.redis.url", redis.url("localhost")),
                    Pattern.compile("Redis rediss://localhost:\\d+ has a certificate that is not trusted .*"));
        }
    }

    @Test
    void a_redis_without_tls_is_reported_with_the_scheme_to_set() {
        startFailsWith(
                Map.of("vask.redis.url", TestRedis.url().replace("redis://", "rediss://")),
                Pattern.compile(
                        "Redis rediss://\\S+ does not (speak TLS on this port \\(.*\\)|answer the TLS handshake)\\. Turn TLS on"
                                + " in Redis \\(tls-port\\), or, on a network that you trust, set VASK_REDIS_URL to redis://host:port\\."));
    }

    @Test
    void a_redis_with_tls_is_reported_with_the_scheme_to_set() {
        try (EncryptedRedis redis = new EncryptedRedis(TestCertificate.forHost("localhost"))) {
            startFailsWith(
                    Map.of("vask.redis.url", redis.url("localhost").replace("rediss://", "redis://")),
                    Pattern.compile(
                            "Redis redis://localhost:\\d+ closed the connection \\(.*\\)\\. If it expects TLS on this port, set"
                                    + " VASK_REDIS_URL to rediss://user:password@host:port\\."));
        }
    }

    @Test
    void a_redis_with_a_trusted_certificate_is_accepted() {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        try (EncryptedRedis redis = new EncryptedRedis(certificate);
                Cluster cluster = new Cluster(
                        redis.url("localhost"),
                        Map.of("vask.redis.root-cert", certificate.certificate().toString()))) {
            assertThat(cluster.start("edge", Map.of()).log()).contains("Connected to Redis");
        }
    }

    @Test
    void an_unreadable_certificate_file_stops_the_start() {
        startFailsWith(
                Map.of("vask.redis.url", "rediss://localhost:1", "vask.redis.root-cert", "/no/such/file"),
                "Invalid value for vask.redis.root-cert: '/no/such/file' cannot be read. Set VASK_REDIS_ROOT_CERT to a PEM file"
                        + " of certificates.");
    }

    /** A Redis with a TLS port. */
    private static final class EncryptedRedis implements AutoCloseable {

        private final int port = RedisProcess.freePort();
        private final RedisProcess process;

        EncryptedRedis(TestCertificate certificate) {
            process = RedisProcess.start(
                    "--tls-port",
                    "" + port,
                    "--tls-auth-clients",
                    "no",
                    "--tls-cert-file",
                    certificate.certificate().toString(),
                    "--tls-key-file",
                    certificate.key().toString());
        }

        String url(String host) {
            return "rediss://%s:%d".formatted(host, port);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static void startFailsWith(Map<String, String> settings, String line) {
        startFailsWith(settings, Pattern.compile(Pattern.quote(line)));
    }

    private static void startFailsWith(Map<String, String> settings, Pattern line) {
        Map<String, String> all = new HashMap<>(TestPostgres.database().settings());
        all.put("vask.mode", "cluster");
        all.putAll(settings);
        try (ServerStart start = ServerStart.with(all)) {
            assertThat(start.awaitExit()).as(start.output()).isEqualTo(1);
            assertThat(start.output().lines().filter(it -> !it.contains(" INFO ")))
                    .singleElement()
                    .asString()
                    .matches(line);
        }
    }
}
