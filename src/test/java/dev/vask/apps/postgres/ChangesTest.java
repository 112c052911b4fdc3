package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import dev.vask.apps.Quotas;
import dev.vask.apps.Webhook;
import dev.vask.protocol.Secret;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestQuotas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears of a change: two instances on one database, and whoever else writes to it. */
class ChangesTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("s"));
    private static final TestDatabase DATABASE = Instance.migrated(TestPostgres.database());
    private static final Duration LIVE_EVERYWHERE = Duration.ofSeconds(2);

    private final BlockingQueue<AppChange> heard = new LinkedBlockingQueue<>();
    private Instance here;
    private Instance there;

    @BeforeEach
    void start() {
        DATABASE.execute("truncate apps cascade");
        here = new Instance(DATABASE, change -> {});
        there = new Instance(DATABASE, heard::add);
        await().until(() -> here.apps().isReachable() && there.apps().isReachable());
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    @Test
    void a_change_by_one_instance_is_told_on_the_other() {
        now(here.apps().put("shop", before -> SHOP));
        hears("shop", SHOP);
        assertThat(now(there.apps().find("shop"))).contains(SHOP);

        now(here.apps().put("shop", before -> named(SHOP, "The shop")));
        hears("shop", named(SHOP, "The shop"));
        assertThat(now(there.apps().find("shop"))).contains(named(SHOP, "The shop"));

        now(here.apps().delete("shop"));
        hearsOfNo("shop");
        assertThat(now(there.apps().find("shop"))).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void an_app_made_by_plain_sql_has_the_protocols_defaults() {
        assertThat(now(there.apps().find("shop"))).isEmpty();

        DATABASE.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 's')""");

        hears("shop", SHOP);
        assertThat(now(there.apps().find("shop"))).contains(SHOP);
    }

    @Test
    void a_webhook_made_by_plain_sql_has_the_protocols_defaults() {
        DATABASE.execute("""
                insert into apps (key, name, webhook_url) values ('shop', 'shop', 'https://shop.example.com/vask');
                insert into app_secrets (app_key, secret) values ('shop', 's')""");

        assertThat(now(there.apps().find("shop")).orElseThrow().webhook())
                .isEqualTo(Webhook.to("https://shop.example.com/vask"));
    }

    @Test
    void each_kind_of_change_by_plain_sql_is_told() {
        now(there.apps().put("shop", before -> SHOP));
        hears("shop", SHOP);

        DATABASE.execute("""
                update apps set enabled = false,
                    quotas = quotas || '{"max_connections": null, "client_events_per_second": 7}'""");
        App disabled = new App(
                "shop",
                "shop",
                false,
                false,
                false,
                List.of(),
                TestQuotas.of(null, null, 7, 10_240, 100, 1_800),
                SHOP.secrets());
        hears("shop", disabled);

        DATABASE.execute("insert into app_secrets (app_key, secret) values ('shop', 'new')");
        hears("shop", withSecrets(disabled, "new", "s"));

        DATABASE.execute("update app_secrets set secret = 'newer' where secret = 'new'");
        hears("shop", withSecrets(disabled, "newer", "s"));

        DATABASE.execute("delete from app_secrets where key_id is not null");
        hears("shop", withSecrets(disabled, "newer"));

        DATABASE.execute("delete from apps");
        hearsOfNo("shop");
        assertThat(heard).isEmpty();
    }

    @Test
    void an_app_that_is_given_another_key_leaves_its_old_one() {
        DATABASE.execute("insert into apps (key, name) values ('shop', 'shop')");
        assertThat(now(there.apps().find("shop"))).isEmpty();
        heard.clear();

        DATABASE.execute("""
                update apps set key = 'store';
                insert into app_secrets (app_key, secret) values ('store', 's')""");

        await().atMost(LIVE_EVERYWHERE).untilAsserted(() -> assertThat(heard)
                .contains(new AppChange(
                        "store", Optional.of(named(App.withDefaults("store", new Secret("s")), "shop")))));
    }

    @Test
    void emptying_the_tables_is_told_of_every_known_app() {
        now(there.apps().put("shop", before -> SHOP));
        hears("shop", SHOP);

        DATABASE.execute("truncate apps cascade");

        hearsOfNo("shop");
    }

    @Test
    void a_change_that_changes_nothing_is_not_told() {
        now(there.apps().put("shop", before -> SHOP));
        hears("shop", SHOP);

        DATABASE.execute("update apps set name = name");
        DATABASE.execute("update apps set name = 'last'");

        hears("shop", named(SHOP, "last"));
        assertThat(heard).isEmpty();
    }

    @Test
    void many_changes_at_once_are_all_told() {
        DATABASE.execute("""
                insert into apps (key, name) select 'app-' || i, 'app' from generate_series(1, 2000) i;
                insert into app_secrets (app_key, secret) select key, 's' from apps""");

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(heard)
                .extracting(AppChange::key)
                .hasSize(2000)
                .doesNotHaveDuplicates());
    }

    @Test
    void a_change_while_an_instance_does_not_hear_is_told_when_it_hears_again() {
        now(there.apps().put("shop", before -> SHOP));
        hears("shop", SHOP);
        assertThat(now(there.apps().find("blog"))).isEmpty();

        // Its connection ends with the transaction that makes the changes.
        DATABASE.execute("""
                select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and application_name = 'vask listens';
                update apps set enabled = false;
                insert into apps (key, name) values ('blog', 'blog');
                insert into app_secrets (app_key, secret) values ('blog', 's')""");

        AppChange change = next(LIVE_EVERYWHERE);
        assertThat(change.key()).isEqualTo("shop");
        assertThat(change.now().orElseThrow().enabled()).isFalse();
        assertThat(now(there.apps().find("blog"))).contains(App.withDefaults("blog", new Secret("s")));
    }

    @Test
    void puts_of_two_instances_at_once_are_one_after_another_and_one_of_them_creates() {
        List<CompletionStage<AppStore.Put>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(here.apps().put("shop", ChangesTest::counted));
            all.add(there.apps().put("shop", ChangesTest::counted));
        }

        assertThat(all.stream().map(ChangesTest::now).filter(AppStore.Put::created))
                .hasSize(1);
        await().atMost(LIVE_EVERYWHERE).untilAsserted(() -> {
            assertThat(now(here.apps().find("shop")).orElseThrow().name()).isEqualTo("40");
            assertThat(now(there.apps().find("shop")).orElseThrow().name()).isEqualTo("40");
        });
    }

    @Test
    void creating_and_deleting_at_once_leaves_an_app_that_is_whole_or_gone() {
        List<CompletionStage<?>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(here.apps().put("shop", before -> SHOP));
            all.add(there.apps().delete("shop"));
        }

        all.forEach(ChangesTest::now);
        assertThat(now(here.apps().find("shop"))).isIn(Optional.empty(), Optional.of(SHOP));
        assertThat(DATABASE.query("select count(*) from apps"))
                .isEqualTo(DATABASE.query("select count(*) from app_secrets"));
    }

    private static App counted(App before) {
        int puts = before == null ? 0 : Integer.parseInt(before.name());
        return named(SHOP, String.valueOf(puts + 1));
    }

    private static App named(App app, String name) {
        return new App(app.key(), name, true, false, false, List.of(), Quotas.DEFAULTS, app.secrets());
    }

    private static App withSecrets(App app, String... secrets) {
        return new App(
                app.key(),
                app.name(),
                app.enabled(),
                app.clientEvents(),
                app.subscriptionCounts(),
                app.allowedOrigins(),
                app.quotas(),
                List.of(secrets).stream().map(Secret::new).map(AppSecret::of).toList());
    }

    private void hears(String key, App app) {
        assertThat(next(LIVE_EVERYWHERE)).isEqualTo(new AppChange(key, Optional.of(app)));
    }

    private void hearsOfNo(String key) {
        assertThat(next(LIVE_EVERYWHERE)).isEqualTo(new AppChange(key, Optional.empty()));
    }

    private AppChange next(Duration patience) {
        try {
            AppChange change = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(change).as("told within %s", patience).isNotNull();
            return change;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
