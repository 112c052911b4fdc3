package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.apps.App;
import dev.vask.live.IdempotencyKey;
import dev.vask.protocol.Secret;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class KeysInProgressTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("secret"));
    private static final App BLOG = App.withDefaults("blog", new Secret("secret"));
    private static final IdempotencyKey KEY = new IdempotencyKey("key", "aa");

    private final KeysInProgress keys = new KeysInProgress();

    private CompletionStage<String> run(App app, CompletableFuture<String> publish) {
        return keys.run(app, KEY, () -> publish);
    }

    @Test
    void a_repetition_is_rejected_while_the_first_is_in_progress() {
        CompletableFuture<String> first = new CompletableFuture<>();
        run(SHOP, first);

        assertThatThrownBy(() -> run(SHOP, new CompletableFuture<>()))
                .isInstanceOfSatisfying(ApiException.class, rejection -> {
                    assertThat(rejection.answer().code().status()).isEqualTo(409);
                    assertThat(rejection.answer().retryAfter()).isEqualTo(Duration.ofSeconds(1));
                });
        assertThat(run(BLOG, CompletableFuture.completedFuture("other app"))).isCompletedWithValue("other app");

        first.complete("done");
        assertThat(run(SHOP, CompletableFuture.completedFuture("repeated"))).isCompletedWithValue("repeated");
    }

    @Test
    void a_publish_that_failed_can_be_repeated_at_once() {
        run(SHOP, CompletableFuture.failedFuture(new IllegalStateException("lost")));
        assertThatThrownBy(() -> keys.run(SHOP, KEY, () -> {
                    throw new IllegalArgumentException("invalid");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(run(SHOP, CompletableFuture.completedFuture("repeated"))).isCompletedWithValue("repeated");
    }

    @Test
    void publishes_without_a_key_do_not_wait_for_each_other() {
        keys.run(SHOP, null, CompletableFuture<String>::new);

        assertThat(keys.run(SHOP, null, () -> CompletableFuture.completedFuture("second")))
                .isCompletedWithValue("second");
    }
}
