package dev.vask.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Signer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signed requests are those that another implementation signs, and the server accepts them. */
class RequestSignerTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Signer OTHER = new Signer("shop", "a-secret-of-the-shop");

    private final Secret secret = new Secret(OTHER.secret());
    private final RequestSigner signer = new RequestSigner(OTHER.key(), secret, () -> NOW);

    @Test
    void a_request_with_a_body_is_accepted() {
        byte[] body = "{\"name\":\"ü\"}".getBytes(UTF_8);

        verify("POST", signer.target("POST", "/apps/shop/events", Map.of(), body))
                .body()
                .check(body);
    }

    @Test
    void parameters_that_need_escapes_are_accepted() {
        String target = signer.target(
                "GET", "/apps/shop/channels", Map.of("filter_by_prefix", "a b+&=ü", "info", "user_count"), new byte[0]);

        assertThat(verify("GET", target).parameters().all("filter_by_prefix")).containsExactly("a b+&=ü");
    }

    @Test
    void the_signature_is_that_of_another_implementation() {
        String target = signer.target("GET", "/apps/shop/channels", Map.of("info", "user_count"), new byte[0]);
        String other = OTHER.request(
                "GET", "/apps/shop/channels", Map.of("info", "user_count"), new byte[0], NOW.getEpochSecond());

        assertThat(signature(target)).isEqualTo(signature(other));
    }

    @Test
    void a_subscription_is_signed_like_by_another_implementation() {
        assertThat("shop:" + secret.signSubscription("1.2", "private-x")).isEqualTo(OTHER.channel("1.2", "private-x"));
    }

    private SignedRequest.Verified verify(String method, String target) {
        String[] parts = target.split("\\?", 2);
        return new SignedRequest(method, parts[0], parts[1]).verify("shop", NOW, secret::verifies);
    }

    private static String signature(String target) {
        return target.replaceFirst(".*auth_signature=([0-9a-f]+).*", "$1");
    }
}
