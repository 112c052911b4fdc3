package dev.vask.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.protocol.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class MemoryAppsTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("s"));
    private static final App BLOG = App.withDefaults("blog", new Secret("s"));

    private final List<AppChange> heard = new ArrayList<>();
    private final MemoryApps apps = new MemoryApps(heard::add);

    @Test
    void an_app_that_was_put_is_found() {
        AppStore.Put put = now(apps.put("shop", before -> SHOP));

        assertThat(put).isEqualTo(new AppStore.Put(SHOP, true));
        assertThat(now(apps.find("shop"))).contains(SHOP);
        assertThat(now(apps.find("blog"))).isEmpty();
    }

    @Test
    void a_second_put_sees_the_first_and_replaces_it() {
        now(apps.put("shop", before -> SHOP));
        List<Optional<App>> seen = new ArrayList<>();
        App disabled = new App("shop", "shop", false, false, false, List.of(), Quotas.DEFAULTS, SHOP.secrets());

        AppStore.Put put = now(apps.put("shop", before -> {
            seen.add(Optional.ofNullable(before));
            return disabled;
        }));

        assertThat(seen).containsExactly(Optional.of(SHOP));
        assertThat(put).isEqualTo(new AppStore.Put(disabled, false));
        assertThat(now(apps.find("shop"))).contains(disabled);
    }

    @Test
    void apps_are_listed_by_key() {
        now(apps.put("shop", before -> SHOP));
        now(apps.put("blog", before -> BLOG));

        assertThat(now(apps.list())).containsExactly(BLOG, SHOP);
    }

    @Test
    void a_deleted_app_is_gone_and_can_be_deleted_only_once() {
        now(apps.put("shop", before -> SHOP));

        assertThat(now(apps.delete("shop"))).isTrue();
        assertThat(now(apps.delete("shop"))).isFalse();
        assertThat(now(apps.find("shop"))).isEmpty();
        assertThat(now(apps.list())).isEmpty();
    }

    @Test
    void each_change_is_told_once_and_no_change_is_not_told() {
        now(apps.put("shop", before -> SHOP));
        now(apps.delete("shop"));
        now(apps.delete("shop"));

        assertThat(heard)
                .containsExactly(new AppChange("shop", Optional.of(SHOP)), new AppChange("shop", Optional.empty()));
    }

    @Test
    void a_replacement_that_throws_leaves_everything_as_it_is() {
        now(apps.put("shop", before -> SHOP));
        heard.clear();

        CompletionStage<AppStore.Put> refused = apps.put("shop", before -> {
            throw new IllegalStateException("no");
        });

        assertThat(refused).isCompletedExceptionally();
        assertThat(now(apps.find("shop"))).contains(SHOP);
        assertThat(heard).isEmpty();
    }

    @Test
    void an_app_lets_browsers_come_from_everywhere_until_it_names_origins() {
        App picky = new App(
                "shop", "shop", true, false, false, List.of("https://shop.example.com", "*.example.org"),
                Quotas.DEFAULTS, SHOP.secrets());

        assertThat(SHOP.allowsOrigin("https://anywhere.test")).isTrue();
        assertThat(picky.allowsOrigin("https://shop.example.com")).isTrue();
        assertThat(picky.allowsOrigin("https://www.example.org")).isTrue();
        assertThat(picky.allowsOrigin("https://anywhere.test")).isFalse();
    }

    private static <T> T now(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isCompleted();
        return stage.toCompletableFuture().join();
    }
}
