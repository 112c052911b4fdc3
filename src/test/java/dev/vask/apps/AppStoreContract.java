package dev.vask.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import dev.vask.support.TestQuotas;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every keeper of apps promises. */
public abstract class AppStoreContract {

    protected static final App SHOP = App.withDefaults("shop", new Secret("s"));
    protected static final App BLOG = App.withDefaults("blog", new Secret("s"));

    private static final App RICH = new App(
            "shop",
            "Der Laden 🛒",
            false,
            true,
            true,
            List.of("https://shop.example.com", "*.example.org"),
            TestQuotas.of(1, 2, null, 4, null, 6, 7, null, 9, 10, 11, 12),
            List.of(
                    AppSecret.of(new Secret("newest")),
                    AppSecret.of(new Secret("middle")),
                    AppSecret.of(new Secret("oldest")).endingAt(Instant.parse("2100-01-01T00:00:00.001Z"))),
            new Webhook(
                    "https://shop.example.com/vask?a=b",
                    false,
                    Set.of(WebhookType.CACHE_MISS, WebhookType.SUBSCRIPTION_COUNT),
                    true,
                    Map.of("X-Team", "shop: the best", "X-Empty", ""),
                    7));

    protected final List<AppChange> heard = Collections.synchronizedList(new ArrayList<>());
    private AppStore apps;

    /** A keeper of no apps yet. */
    protected abstract AppStore open(Consumer<AppChange> changes);

    @BeforeEach
    final void openAnew() {
        apps = open(heard::add);
    }

    @Test
    void an_app_that_was_put_is_found() {
        AppStore.Put put = now(apps.put("shop", before -> SHOP));

        assertThat(put).isEqualTo(new AppStore.Put(SHOP, true));
        assertThat(now(apps.find("shop"))).contains(SHOP);
        assertThat(now(apps.find("blog"))).isEmpty();
    }

    @Test
    void nothing_of_an_app_is_lost() {
        now(apps.put("shop", before -> RICH));

        assertThat(now(apps.find("shop"))).contains(RICH);
        assertThat(now(apps.list())).containsExactly(RICH);
    }

    @Test
    void a_key_that_is_none_has_no_app() {
        assertThat(now(apps.find(""))).isEmpty();
        assertThat(now(apps.find("sh op"))).isEmpty();
        assertThat(now(apps.find("s".repeat(65)))).isEmpty();
        assertThat(now(apps.find("shop\0"))).isEmpty();
    }

    @Test
    void a_second_put_sees_the_first_and_replaces_it() {
        now(apps.put("shop", before -> SHOP));
        List<Optional<App>> seen = new ArrayList<>();

        AppStore.Put put = now(apps.put("shop", before -> {
            seen.add(Optional.ofNullable(before));
            return RICH;
        }));

        assertThat(seen).containsExactly(Optional.of(SHOP));
        assertThat(put).isEqualTo(new AppStore.Put(RICH, false));
        assertThat(now(apps.find("shop"))).contains(RICH);
    }

    @Test
    void secrets_come_and_go_and_keep_their_order() {
        now(apps.put("shop", before -> withSecrets("b", "a")));

        now(apps.put("shop", before -> withSecrets("c", "b")));
        assertThat(now(apps.find("shop"))).contains(withSecrets("c", "b"));

        now(apps.put("shop", before -> withSecrets("e", "d")));
        assertThat(now(apps.find("shop"))).contains(withSecrets("e", "d"));
    }

    @Test
    void secrets_that_stay_can_be_given_an_end() {
        App before = withSecrets("b", "a");
        now(apps.put("shop", none -> before));
        Instant end = Instant.parse("2100-01-01T00:00:00.5Z");

        List<AppSecret> ending =
                before.secrets().stream().map(it -> it.endingAt(end)).toList();
        now(apps.put("shop", it -> it.withSecrets(ending)));

        App after = now(apps.find("shop")).orElseThrow();
        assertThat(after.secrets()).isEqualTo(ending);
        assertThat(after.secrets())
                .extracting(AppSecret::created)
                .isEqualTo(before.secrets().stream().map(AppSecret::created).toList());
        assertThat(now(apps.put("shop", it -> it.withSecrets(before.secrets()))).app())
                .isEqualTo(before);
    }

    private static App withSecrets(String... secrets) {
        return new App(
                "shop",
                "shop",
                true,
                false,
                false,
                List.of(),
                Quotas.DEFAULTS,
                List.of(secrets).stream().map(Secret::new).map(AppSecret::of).toList());
    }

    @Test
    void an_app_that_nobody_could_find_is_found_as_soon_as_it_is_put() {
        assertThat(now(apps.find("shop"))).isEmpty();

        now(apps.put("shop", before -> SHOP));

        assertThat(now(apps.find("shop"))).contains(SHOP);
    }

    @Test
    void apps_are_listed_by_key() {
        now(apps.put("shop", before -> SHOP));
        now(apps.put("blog", before -> BLOG));
        now(apps.put("Zoo", before -> App.withDefaults("Zoo", new Secret("s"))));

        assertThat(now(apps.list())).extracting(App::key).containsExactly("Zoo", "blog", "shop");
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
    void a_deleted_app_can_be_put_anew() {
        now(apps.put("shop", before -> RICH));
        now(apps.delete("shop"));

        assertThat(now(apps.put("shop", before -> SHOP))).isEqualTo(new AppStore.Put(SHOP, true));
        assertThat(now(apps.find("shop"))).contains(SHOP);
    }

    @Test
    void each_change_is_told_once_and_no_change_is_not_told() {
        now(apps.put("shop", before -> SHOP));
        now(apps.put("shop", before -> RICH));
        now(apps.delete("shop"));
        now(apps.delete("shop"));

        assertThat(heard)
                .containsExactly(
                        new AppChange("shop", Optional.of(SHOP)),
                        new AppChange("shop", Optional.of(RICH)),
                        new AppChange("shop", Optional.empty()));
    }

    @Test
    void a_replacement_that_throws_leaves_everything_as_it_is_and_is_answered_with_what_it_threw() {
        now(apps.put("shop", before -> SHOP));
        heard.clear();
        IllegalStateException no = new IllegalStateException("no");

        assertThatThrownBy(() -> now(apps.put("shop", before -> {
                    throw no;
                })))
                .hasRootCause(no);
        assertThat(now(apps.find("shop"))).contains(SHOP);
        assertThat(heard).isEmpty();
    }

    @Test
    void of_many_who_create_an_app_at_once_one_is_told_that_it_did() {
        List<CompletionStage<AppStore.Put>> all = IntStream.range(0, 20)
                .mapToObj(i -> apps.put("shop", before -> counted(before)))
                .toList();

        assertThat(all.stream().map(AppStoreContract::now).filter(AppStore.Put::created))
                .hasSize(1);
        assertThat(now(apps.find("shop")).orElseThrow().name()).isEqualTo("20");
    }

    /** The app after one more put: its name counts them. */
    protected static App counted(App before) {
        int puts = before == null ? 0 : Integer.parseInt(before.name());
        return new App(
                "shop", String.valueOf(puts + 1), true, false, false, List.of(), Quotas.DEFAULTS, SHOP.secrets());
    }

    /** The answer, which is not far. */
    @Test
    void the_last_day_of_use_of_each_secret_is_told_by_its_id() {
        now(apps.put("shop", before -> RICH));
        AppSecret used = RICH.secrets().get(1);
        Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS);
        assertThat(now(apps.lastUses("shop"))).isEmpty();

        apps.note(RICH, used, noon);
        assertThat(now(apps.lastUses("shop"))).isEqualTo(Map.of(used.id(), day(noon)));
        apps.note(RICH, used, noon.plus(1, ChronoUnit.DAYS));
        apps.note(RICH, used, noon.minus(1, ChronoUnit.DAYS));
        assertThat(now(apps.lastUses("shop"))).isEqualTo(Map.of(used.id(), day(noon.plus(1, ChronoUnit.DAYS))));
        assertThat(now(apps.lastUses("blog"))).isEmpty();
    }

    @Test
    void the_use_of_a_secret_is_forgotten_with_it() {
        now(apps.put("shop", before -> RICH));
        RICH.secrets().forEach(it -> apps.note(RICH, it, Instant.now()));

        now(apps.put("shop", before -> RICH.withSecrets(List.of(RICH.secrets().getFirst()))));
        assertThat(now(apps.lastUses("shop")))
                .containsOnlyKeys(RICH.secrets().getFirst().id());
        now(apps.delete("shop"));
        assertThat(now(apps.lastUses("shop"))).isEmpty();
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    protected static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
