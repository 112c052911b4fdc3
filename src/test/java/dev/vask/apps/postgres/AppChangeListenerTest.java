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

/** Which changes nodes receive: changes by other nodes and by SQL. */
class AppChangeListenerTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("s"));
    private static final TestDatabase DATABASE = PostgresNode.migrated(TestPostgres.database());
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final BlockingQueue<AppChange> changes = new LinkedBlockingQueue<>();
    private PostgresNode first;
    private PostgresNode second;

    @BeforeEach
    void start() {
        DATABASE.execute("truncate apps cascade");
        first = new PostgresNode(DATABASE, change -> {});
        second = new PostgresNode(DATABASE, changes::add);
        await().until(() -> first.apps().isReachable() && second.apps().isReachable());
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void a_change_by_one_node_is_received_by_the_other() {
        result(first.apps().put("shop", before -> SHOP));
        assertReceived("shop", SHOP);
        assertThat(result(second.apps().find("shop"))).contains(SHOP);

        result(first.apps().put("shop", before -> named(SHOP, "The shop")));
        assertReceived("shop", named(SHOP, "The shop"));
        assertThat(result(second.apps().find("shop"))).contains(named(SHOP, "The shop"));

        result(first.apps().delete("shop"));
        assertDeletionReceived("shop");
        assertThat(result(second.apps().find("shop"))).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void an_app_inserted_with_sql_has_the_defaults() {
        assertThat(result(second.apps().find("shop"))).isEmpty();

        DATABASE.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 's')""");

        assertReceived("shop", SHOP);
        assertThat(result(second.apps().find("shop"))).contains(SHOP);
    }

    @Test
    void a_webhook_inserted_with_sql_has_the_defaults() {
        DATABASE.execute("""
                insert into apps (key, name, webhook_url) values ('shop', 'shop', 'https://shop.example.com/vask');
                insert into app_secrets (app_key, secret) values ('shop', 's')""");

        assertThat(result(second.apps().find("shop")).orElseThrow().webhook())
                .isEqualTo(Webhook.to("https://shop.example.com/vask"));
    }

    @Test
    void each_kind_of_change_by_sql_is_received() {
        result(second.apps().put("shop", before -> SHOP));
        assertReceived("shop", SHOP);

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
        assertReceived("shop", disabled);

        DATABASE.execute("insert into app_secrets (app_key, secret) values ('shop', 'new')");
        assertReceived("shop", withSecrets(disabled, "new", "s"));

        DATABASE.execute("update app_secrets set secret = 'newer' where secret = 'new'");
        assertReceived("shop", withSecrets(disabled, "newer", "s"));

        DATABASE.execute("delete from app_secrets where key_id is not null");
        assertReceived("shop", withSecrets(disabled, "newer"));

        DATABASE.execute("delete from apps");
        assertDeletionReceived("shop");
        assertThat(changes).isEmpty();
    }

    @Test
    void an_app_with_a_changed_key_is_received_under_the_new_key() {
        DATABASE.execute("insert into apps (key, name) values ('shop', 'shop')");
        assertThat(result(second.apps().find("shop"))).isEmpty();
        changes.clear();

        DATABASE.execute("""
                update apps set key = 'store';
                insert into app_secrets (app_key, secret) values ('store', 's')""");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(changes)
                .contains(new AppChange(
                        "store", Optional.of(named(App.withDefaults("store", new Secret("s")), "shop")))));
    }

    @Test
    void an_app_id_that_another_node_changes_works_at_once_and_its_former_one_does_not() {
        result(first.apps().put("shop", before -> SHOP.withAppId("1")));
        assertReceived("shop", SHOP.withAppId("1"));
        assertThat(result(second.apps().findByPath("1"))).contains(SHOP.withAppId("1"));
        assertThat(result(second.apps().findByPath("2"))).isEmpty();

        result(first.apps().put("shop", before -> SHOP.withAppId("2")));
        assertReceived("shop", SHOP.withAppId("2"));
        assertThat(result(second.apps().findByPath("1"))).isEmpty();
        assertThat(result(second.apps().findByPath("2"))).contains(SHOP.withAppId("2"));

        result(first.apps().delete("shop"));
        assertDeletionReceived("shop");
        assertThat(result(second.apps().findByPath("2"))).isEmpty();
    }

    @Test
    void the_key_of_an_app_becomes_the_app_id_of_another() {
        result(second.apps().put("shop", before -> SHOP));
        assertReceived("shop", SHOP);
        assertThat(result(second.apps().findByPath("shop"))).contains(SHOP);

        DATABASE.execute("""
                delete from apps;
                insert into apps (key, name, app_id) values ('blog', 'blog', 'shop');
                insert into app_secrets (app_key, secret) values ('blog', 's')""");

        App blog = App.withDefaults("blog", new Secret("s")).withAppId("shop");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(changes)
                .contains(new AppChange("shop", Optional.empty()), new AppChange("blog", Optional.of(blog))));
        assertThat(result(second.apps().findByPath("shop"))).contains(blog);
        assertThat(result(second.apps().find("shop"))).isEmpty();
    }

    @Test
    void nodes_that_give_one_app_id_to_two_apps_at_the_same_time_are_serialized() {
        for (int i = 0; i < 20; i++) {
            String id = "id-" + i;
            CompletionStage<Boolean> shop =
                    first.apps().put("shop", before -> SHOP.withAppId(id)).handle((put, failure) -> failure == null);
            CompletionStage<Boolean> blog = second.apps()
                    .put("blog", before -> App.withDefaults("blog", new Secret("s"))
                            .withAppId(id))
                    .handle((put, failure) -> failure == null);

            assertThat(List.of(result(shop), result(blog))).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void truncating_the_tables_is_received_for_every_cached_app() {
        result(second.apps().put("shop", before -> SHOP));
        assertReceived("shop", SHOP);

        DATABASE.execute("truncate apps cascade");

        assertDeletionReceived("shop");
    }

    @Test
    void an_update_without_a_change_is_not_received() {
        result(second.apps().put("shop", before -> SHOP));
        assertReceived("shop", SHOP);

        DATABASE.execute("update apps set name = name");
        DATABASE.execute("update apps set name = 'last'");

        assertReceived("shop", named(SHOP, "last"));
        assertThat(changes).isEmpty();
    }

    @Test
    void many_concurrent_changes_are_all_received() {
        DATABASE.execute("""
                insert into apps (key, name) select 'app-' || i, 'app' from generate_series(1, 2000) i;
                insert into app_secrets (app_key, secret) select key, 's' from apps""");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(changes)
                .extracting(AppChange::key)
                .hasSize(2000)
                .doesNotHaveDuplicates());
    }

    @Test
    void a_change_during_a_disconnect_is_received_after_the_reconnect() {
        result(second.apps().put("shop", before -> SHOP));
        assertReceived("shop", SHOP);
        assertThat(result(second.apps().find("blog"))).isEmpty();

        // The connection of the listener ends with the transaction of the changes.
        DATABASE.execute("""
                select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and application_name = 'vask listens';
                update apps set enabled = false;
                insert into apps (key, name) values ('blog', 'blog');
                insert into app_secrets (app_key, secret) values ('blog', 's')""");

        AppChange change = next(TIMEOUT);
        assertThat(change.key()).isEqualTo("shop");
        assertThat(change.now().orElseThrow().enabled()).isFalse();
        assertThat(result(second.apps().find("blog"))).contains(App.withDefaults("blog", new Secret("s")));
    }

    @Test
    void concurrent_puts_of_two_nodes_are_serialized_and_one_creates() {
        List<CompletionStage<AppStore.Put>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(first.apps().put("shop", AppChangeListenerTest::increment));
            all.add(second.apps().put("shop", AppChangeListenerTest::increment));
        }

        assertThat(all.stream().map(AppChangeListenerTest::result).filter(AppStore.Put::created))
                .hasSize(1);
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(result(first.apps().find("shop")).orElseThrow().name()).isEqualTo("40");
            assertThat(result(second.apps().find("shop")).orElseThrow().name()).isEqualTo("40");
        });
    }

    @Test
    void concurrent_creates_and_deletes_leave_a_complete_app_or_none() {
        List<CompletionStage<?>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(first.apps().put("shop", before -> SHOP));
            all.add(second.apps().delete("shop"));
        }

        all.forEach(AppChangeListenerTest::result);
        assertThat(result(first.apps().find("shop"))).isIn(Optional.empty(), Optional.of(SHOP));
        assertThat(DATABASE.query("select count(*) from apps"))
                .isEqualTo(DATABASE.query("select count(*) from app_secrets"));
    }

    private static App increment(App before) {
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

    private void assertReceived(String key, App app) {
        assertThat(next(TIMEOUT)).isEqualTo(new AppChange(key, Optional.of(app)));
    }

    private void assertDeletionReceived(String key) {
        assertThat(next(TIMEOUT)).isEqualTo(new AppChange(key, Optional.empty()));
    }

    private AppChange next(Duration timeout) {
        try {
            AppChange change = changes.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(change).as("received within %s", timeout).isNotNull();
            return change;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
