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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link AppStore}. */
public abstract class AppStoreContract {

    protected static final App SHOP = App.withDefaults("shop", new Secret("s"));
    protected static final App BLOG = App.withDefaults("blog", new Secret("s"));

    private static final App COMPLETE = new App(
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
                            AppSecret.of(new Secret("oldest")).endingAt(Instant.parse("2100-01-01T00:00:00.001Z"))))
            .withAppId("1234")
            .withWebhook(new Webhook(
                    "https://shop.example.com/vask?a=b",
                    false,
                    Set.of(WebhookType.CACHE_MISS, WebhookType.SUBSCRIPTION_COUNT),
                    true,
                    Map.of("X-Team", "shop: the best", "X-Empty", ""),
                    7))
            .withCloudEventsToken(new TokenHash("ab".repeat(32)))
            .withHistory(new HistorySettings(true, 10, 60, 2048, true, 7))
            .withAccess(new AccessSettings(true, AccessSettings.STAY_AWAY));

    protected final List<AppChange> received = Collections.synchronizedList(new ArrayList<>());
    private AppStore apps;

    /** Creates an empty store. */
    protected abstract AppStore create(Consumer<AppChange> changes);

    @BeforeEach
    final void createStore() {
        apps = create(received::add);
    }

    @Test
    void an_app_that_was_put_is_found() {
        AppStore.Put put = result(apps.put("shop", before -> SHOP));

        assertThat(put).isEqualTo(new AppStore.Put(SHOP, true));
        assertThat(result(apps.find("shop"))).contains(SHOP);
        assertThat(result(apps.find("blog"))).isEmpty();
    }

    @Test
    void every_setting_of_an_app_is_stored() {
        result(apps.put("shop", before -> COMPLETE));

        assertThat(result(apps.find("shop"))).contains(COMPLETE);
        assertThat(result(apps.list())).containsExactly(COMPLETE);
    }

    @Test
    void an_invalid_key_has_no_app() {
        assertThat(result(apps.find(""))).isEmpty();
        assertThat(result(apps.find("sh op"))).isEmpty();
        assertThat(result(apps.find("s".repeat(65)))).isEmpty();
        assertThat(result(apps.find("shop\0"))).isEmpty();
    }

    @Test
    void a_path_names_an_app_by_its_key_or_its_app_id() {
        result(apps.put("shop", before -> COMPLETE));

        assertThat(result(apps.findByPath("shop"))).contains(COMPLETE);
        assertThat(result(apps.findByPath("1234"))).contains(COMPLETE);
        assertThat(result(apps.find("1234"))).isEmpty();
        assertThat(result(apps.findByPath("1234"))).contains(COMPLETE);
        assertThat(result(apps.findByPath("12 34"))).isEmpty();
        assertThat(result(apps.findByPath("blog"))).isEmpty();
    }

    @Test
    void a_changed_app_id_takes_effect_at_once() {
        assertThat(result(apps.findByPath("1"))).isEmpty();
        result(apps.put("shop", before -> SHOP.withAppId("1")));
        assertThat(result(apps.findByPath("1"))).contains(SHOP.withAppId("1"));
        assertThat(result(apps.findByPath("2"))).isEmpty();

        result(apps.put("shop", before -> SHOP.withAppId("2")));
        assertThat(result(apps.findByPath("1"))).isEmpty();
        assertThat(result(apps.findByPath("2"))).contains(SHOP.withAppId("2"));

        result(apps.put("shop", before -> SHOP));
        assertThat(result(apps.findByPath("2"))).isEmpty();
        assertThat(result(apps.findByPath("shop"))).contains(SHOP);
    }

    @Test
    void the_app_id_of_a_deleted_app_can_be_given_to_another() {
        result(apps.put("shop", before -> SHOP.withAppId("1")));
        assertThat(result(apps.findByPath("1"))).contains(SHOP.withAppId("1"));

        result(apps.delete("shop"));
        assertThat(result(apps.findByPath("1"))).isEmpty();
        result(apps.put("blog", before -> BLOG.withAppId("1")));

        assertThat(result(apps.findByPath("1"))).contains(BLOG.withAppId("1"));
    }

    @Test
    void keys_and_app_ids_name_one_app_only() {
        result(apps.put("shop", before -> SHOP.withAppId("1")));
        result(apps.put("blog", before -> BLOG));
        received.clear();

        assertTaken("1", "shop", () -> apps.put("blog", before -> BLOG.withAppId("1")));
        assertTaken("shop", "shop", () -> apps.put("blog", before -> BLOG.withAppId("shop")));
        assertTaken("blog", "blog", () -> apps.put("shop", before -> SHOP.withAppId("blog")));
        assertTaken("1", "shop", () -> apps.put("1", before -> App.withDefaults("1", new Secret("s"))));

        assertThat(received).isEmpty();
        assertThat(result(apps.list())).containsExactly(BLOG, SHOP.withAppId("1"));
        result(apps.put("shop", before -> SHOP.withAppId("shop")));
        assertThat(result(apps.findByPath("shop"))).contains(SHOP.withAppId("shop"));
        result(apps.put("1", before -> App.withDefaults("1", new Secret("s"))));
    }

    private static void assertTaken(String name, String owner, Supplier<CompletionStage<?>> put) {
        assertThatThrownBy(() -> result(put.get()))
                .rootCause()
                .isInstanceOf(AppIdTakenException.class)
                .hasMessage("'%s' is already the key or the app_id of app '%s'. Choose another one.", name, owner);
    }

    @Test
    void one_of_many_concurrent_puts_gets_an_app_id() {
        List<CompletionStage<Boolean>> all = IntStream.range(0, 20)
                .mapToObj(i -> "app-" + i)
                .map(key -> apps.put(key, before -> App.withDefaults(key, new Secret("s"))
                                .withAppId("1"))
                        .handle((put, failure) -> failure == null))
                .toList();

        assertThat(all.stream().map(AppStoreContract::result).filter(won -> won))
                .hasSize(1);
        assertThat(result(apps.list()))
                .hasSize(1)
                .first()
                .isEqualTo(result(apps.findByPath("1")).orElseThrow());
    }

    @Test
    void concurrent_exchanges_of_app_ids_do_not_share_one() {
        for (int i = 0; i < 10; i++) {
            String own = i % 2 == 0 ? "1" : "2";
            String other = i % 2 == 0 ? "2" : "1";
            result(apps.put("shop", before -> SHOP.withAppId(own)).handle((put, failure) -> ""));
            result(apps.put("blog", before -> BLOG.withAppId(other)).handle((put, failure) -> ""));
            CompletionStage<?> one =
                    apps.put("shop", before -> SHOP.withAppId(other)).handle((put, failure) -> "");
            CompletionStage<?> two =
                    apps.put("blog", before -> BLOG.withAppId(own)).handle((put, failure) -> "");
            result(one);
            result(two);

            assertThat(result(apps.list())).extracting(App::appId).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_second_put_sees_the_first_and_replaces_it() {
        result(apps.put("shop", before -> SHOP));
        List<Optional<App>> seen = new ArrayList<>();

        AppStore.Put put = result(apps.put("shop", before -> {
            seen.add(Optional.ofNullable(before));
            return COMPLETE;
        }));

        assertThat(seen).containsExactly(Optional.of(SHOP));
        assertThat(put).isEqualTo(new AppStore.Put(COMPLETE, false));
        assertThat(result(apps.find("shop"))).contains(COMPLETE);
    }

    @Test
    void secrets_keep_their_order_when_others_are_added_and_removed() {
        result(apps.put("shop", before -> withSecrets("b", "a")));

        result(apps.put("shop", before -> withSecrets("c", "b")));
        assertThat(result(apps.find("shop"))).contains(withSecrets("c", "b"));

        result(apps.put("shop", before -> withSecrets("e", "d")));
        assertThat(result(apps.find("shop"))).contains(withSecrets("e", "d"));
    }

    @Test
    void secrets_can_be_given_an_expiry() {
        App before = withSecrets("b", "a");
        result(apps.put("shop", none -> before));
        Instant end = Instant.parse("2100-01-01T00:00:00.5Z");

        List<AppSecret> ending =
                before.secrets().stream().map(it -> it.endingAt(end)).toList();
        result(apps.put("shop", it -> it.withSecrets(ending)));

        App after = result(apps.find("shop")).orElseThrow();
        assertThat(after.secrets()).isEqualTo(ending);
        assertThat(after.secrets())
                .extracting(AppSecret::created)
                .isEqualTo(before.secrets().stream().map(AppSecret::created).toList());
        assertThat(result(apps.put("shop", it -> it.withSecrets(before.secrets())))
                        .app())
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
    void an_app_that_was_not_found_before_is_found_after_a_put() {
        assertThat(result(apps.find("shop"))).isEmpty();

        result(apps.put("shop", before -> SHOP));

        assertThat(result(apps.find("shop"))).contains(SHOP);
    }

    @Test
    void apps_are_listed_by_key() {
        result(apps.put("shop", before -> SHOP));
        result(apps.put("blog", before -> BLOG));
        result(apps.put("Zoo", before -> App.withDefaults("Zoo", new Secret("s"))));

        assertThat(result(apps.list())).extracting(App::key).containsExactly("Zoo", "blog", "shop");
    }

    @Test
    void a_deleted_app_is_not_found_and_can_be_deleted_only_once() {
        result(apps.put("shop", before -> SHOP));

        assertThat(result(apps.delete("shop"))).isTrue();
        assertThat(result(apps.delete("shop"))).isFalse();
        assertThat(result(apps.find("shop"))).isEmpty();
        assertThat(result(apps.list())).isEmpty();
    }

    @Test
    void a_deleted_app_can_be_created_again() {
        result(apps.put("shop", before -> COMPLETE));
        result(apps.delete("shop"));

        assertThat(result(apps.put("shop", before -> SHOP))).isEqualTo(new AppStore.Put(SHOP, true));
        assertThat(result(apps.find("shop"))).contains(SHOP);
    }

    @Test
    void each_change_is_published_once() {
        result(apps.put("shop", before -> SHOP));
        result(apps.put("shop", before -> COMPLETE));
        result(apps.delete("shop"));
        result(apps.delete("shop"));

        assertThat(received)
                .containsExactly(
                        new AppChange("shop", Optional.of(SHOP)),
                        new AppChange("shop", Optional.of(COMPLETE)),
                        new AppChange("shop", Optional.empty()));
    }

    @Test
    void a_change_that_throws_has_no_effect_and_fails_with_its_exception() {
        result(apps.put("shop", before -> SHOP));
        received.clear();
        IllegalStateException no = new IllegalStateException("no");

        assertThatThrownBy(() -> result(apps.put("shop", before -> {
                    throw no;
                })))
                .hasRootCause(no);
        assertThat(result(apps.find("shop"))).contains(SHOP);
        assertThat(received).isEmpty();
    }

    @Test
    void concurrent_puts_report_one_creation() {
        List<CompletionStage<AppStore.Put>> all = IntStream.range(0, 20)
                .mapToObj(i -> apps.put("shop", before -> increment(before)))
                .toList();

        assertThat(all.stream().map(AppStoreContract::result).filter(AppStore.Put::created))
                .hasSize(1);
        assertThat(result(apps.find("shop")).orElseThrow().name()).isEqualTo("20");
    }

    /** The app with its name, which is a number, incremented. */
    protected static App increment(App before) {
        int puts = before == null ? 0 : Integer.parseInt(before.name());
        return new App(
                "shop", String.valueOf(puts + 1), true, false, false, List.of(), Quotas.DEFAULTS, SHOP.secrets());
    }

    /** The answer, which is not far. */
    @Test
    void the_last_day_of_use_is_returned_by_secret_id() {
        result(apps.put("shop", before -> COMPLETE));
        AppSecret used = COMPLETE.secrets().get(1);
        Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS);
        assertThat(result(apps.lastUsedDays("shop"))).isEmpty();

        apps.recordUse(COMPLETE, used, noon);
        assertThat(result(apps.lastUsedDays("shop"))).isEqualTo(Map.of(used.id(), day(noon)));
        apps.recordUse(COMPLETE, used, noon.plus(1, ChronoUnit.DAYS));
        apps.recordUse(COMPLETE, used, noon.minus(1, ChronoUnit.DAYS));
        assertThat(result(apps.lastUsedDays("shop"))).isEqualTo(Map.of(used.id(), day(noon.plus(1, ChronoUnit.DAYS))));
        assertThat(result(apps.lastUsedDays("blog"))).isEmpty();
    }

    @Test
    void the_last_use_is_removed_with_the_secret() {
        result(apps.put("shop", before -> COMPLETE));
        COMPLETE.secrets().forEach(it -> apps.recordUse(COMPLETE, it, Instant.now()));

        result(apps.put(
                "shop",
                before -> COMPLETE.withSecrets(List.of(COMPLETE.secrets().getFirst()))));
        assertThat(result(apps.lastUsedDays("shop")))
                .containsOnlyKeys(COMPLETE.secrets().getFirst().id());
        result(apps.delete("shop"));
        assertThat(result(apps.lastUsedDays("shop"))).isEmpty();
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    protected static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
