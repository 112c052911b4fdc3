package dev.vask.bench.pieces;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vask.protocol.Query;
import dev.vask.protocol.Secret;
import dev.vask.protocol.SignedRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Verifying signatures: of a request, once per publish, and of a private subscription, once per subscription. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignatureCheckBenchmark {

    private static final String KEY = "demo";
    private static final String PATH = "/apps/demo/events";
    private static final String SUBSCRIPTION = "1234567890.1234567890:private-room.42";

    private final Secret secret = new Secret("demo-secret");
    private final Instant now = Instant.ofEpochSecond(1_779_400_000);
    private final byte[] body = "{\"name\":\"message.created\",\"channel\":\"private-room.42\",\"data\":\"%s\"}"
            .formatted("x".repeat(200))
            .getBytes(UTF_8);
    private String query = "";
    private String subscriptionSignature = "";

    @Setup
    public void sign() throws GeneralSecurityException {
        String signed = "auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s"
                .formatted(
                        KEY,
                        now.getEpochSecond(),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("MD5").digest(body)));
        query = signed + "&auth_signature=" + secret.sign("POST\n" + PATH + "\n" + signed);
        subscriptionSignature = secret.sign(SUBSCRIPTION);
    }

    @Benchmark
    public Query request() {
        SignedRequest.Verified signed = new SignedRequest("POST", PATH, query).verify(KEY, now, secret::verifies);
        signed.body().check(body);
        return signed.parameters();
    }

    @Benchmark
    public boolean subscription() {
        return secret.verifies(SUBSCRIPTION, subscriptionSignature);
    }
}
