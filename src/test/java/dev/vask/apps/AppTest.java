package dev.vask.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.protocol.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppTest {

    @Test
    void a_signature_with_any_secret_is_accepted_until_the_secret_expires() {
        Instant end = Instant.parse("2100-01-01T00:00:00Z");
        AppSecret old = AppSecret.of(new Secret("old"));
        App app = App.withDefaults("shop", new Secret("old"))
                .withSecrets(List.of(AppSecret.of(new Secret("new")), old.endingAt(end)));
        String oldSignature = signature("old");

        assertThat(app.signer("text", signature("new"), end))
                .isEqualTo(app.secrets().getFirst());
        assertThat(app.signer("text", signature("none"), end)).isNull();
        assertThat(app.signer("text", oldSignature, end.minusMillis(1)))
                .isEqualTo(app.secrets().getLast());
        assertThat(app.signer("text", oldSignature, end)).isNull();
        assertThat(app.liveSecrets(end)).containsExactly(AppSecret.of(new Secret("new")));
    }

    @Test
    void webhooks_are_signed_with_the_newest_secret() {
        App app = App.withDefaults("shop", new Secret("old"))
                .withSecrets(List.of(AppSecret.of(new Secret("new")), AppSecret.of(new Secret("old"))));

        assertThat(app.signWebhook("text".getBytes(UTF_8))).isEqualTo(signature("new"));
    }

    @Test
    void a_secret_with_an_expiry_signs_no_webhooks() {
        App app = App.withDefaults("shop", new Secret("old"))
                .withSecrets(List.of(
                        AppSecret.of(new Secret("new")).endingAt(Instant.MAX), AppSecret.of(new Secret("old"))));

        assertThat(app.signWebhook("text".getBytes(UTF_8))).isEqualTo(signature("old"));
    }

    @Test
    void an_expiry_can_only_become_earlier() {
        Instant sooner = Instant.parse("2100-01-01T00:00:00Z");
        AppSecret secret = AppSecret.of(new Secret("s")).endingAt(sooner);

        assertThat(secret.endingAt(sooner.plusSeconds(1))).isEqualTo(secret);
        assertThat(secret.endingAt(sooner.minusSeconds(1)).expires()).isEqualTo(sooner.minusSeconds(1));
        assertThat(secret.toString()).doesNotContain("secret=s");
    }

    private static String signature(String secret) {
        return new Secret(secret).signWebhook("text".getBytes(UTF_8));
    }

    @Test
    void all_origins_are_allowed_unless_the_app_lists_some() {
        App open = App.withDefaults("shop", new Secret("s"));
        App restricted = new App(
                "shop",
                "shop",
                true,
                false,
                false,
                List.of("https://shop.example.com", "*.example.org"),
                Quotas.DEFAULTS,
                open.secrets());

        assertThat(open.allowsOrigin("https://anywhere.test")).isTrue();
        assertThat(restricted.allowsOrigin("https://shop.example.com")).isTrue();
        assertThat(restricted.allowsOrigin("https://www.example.org")).isTrue();
        assertThat(restricted.allowsOrigin("https://anywhere.test")).isFalse();
    }
}
