package dev.vask.apps.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppsNotWritableException;
import dev.vask.protocol.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAppsTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("hush-hush"));
    private static final App BLOG = App.withDefaults("blog", new Secret("hush-hush"));
    private static final String SHOP_YAML = "apps:\n- {key: shop, secret: hush-hush}\n";
    private static final String BOTH_YAML = SHOP_YAML + "- {key: blog, secret: hush-hush}\n";

    @TempDir
    private Path directory;

    private final List<AppChange> changes = Collections.synchronizedList(new ArrayList<>());
    private final List<String> removed = Collections.synchronizedList(new ArrayList<>());
    private final List<TestFileApps> opened = new ArrayList<>();
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("apps.yaml");
    }

    @AfterEach
    void close() {
        opened.forEach(TestFileApps::close);
    }

    @Test
    void a_change_of_the_file_is_applied() throws IOException {
        FileApps apps = open(SHOP_YAML);
        assertThat(all(apps)).containsExactly(SHOP);
        changes.clear();

        Files.writeString(file, BOTH_YAML);
        await().untilAsserted(() -> assertThat(all(apps)).containsExactly(BLOG, SHOP));
        assertThat(changes).containsExactly(new AppChange("blog", Optional.of(BLOG)));

        Files.writeString(file, "apps:\n- {key: blog, secret: hush-hush, enabled: false}\n");
        await().untilAsserted(
                        () -> assertThat(all(apps)).extracting(App::enabled).containsExactly(false));
        await().untilAsserted(() -> assertThat(removed).containsExactly("shop"));
        assertThat(changes.stream().skip(1).map(it -> it.key() + it.now().isPresent()))
                .containsExactly("shopfalse", "blogtrue");
    }

    @Test
    void an_invalid_change_is_not_applied_and_the_next_valid_one_is() throws IOException {
        FileApps apps = open(SHOP_YAML);

        Files.writeString(file, "apps:\n- {key: shop}\n");
        result(apps.reload());
        assertThat(all(apps)).containsExactly(SHOP);
        assertThatThrownBy(() -> result(apps.put("blog", before -> BLOG)))
                .rootCause()
                .isInstanceOf(AppsNotWritableException.class)
                .hasMessageStartingWith(
                        "Apps cannot be changed: vask.apps.file has an error, which must be corrected first: line 2: app 'shop': secret is");
        assertThat(file).hasContent("apps:\n- {key: shop}\n");

        Files.writeString(file, BOTH_YAML);
        await().untilAsserted(() -> assertThat(all(apps)).containsExactly(BLOG, SHOP));
    }

    @Test
    void a_removed_file_changes_nothing() throws IOException {
        FileApps apps = open(SHOP_YAML);

        Files.delete(file);
        result(apps.reload());

        assertThat(all(apps)).containsExactly(SHOP);
        assertThatThrownBy(() -> result(apps.put("blog", before -> BLOG)))
                .rootCause()
                .hasMessageContaining("corrected first: does not exist");
    }

    /** As many editors save: a new file is written, and renamed. */
    @Test
    void a_replaced_file_is_read() throws IOException {
        FileApps apps = open(SHOP_YAML);

        Path written = Files.writeString(directory.resolve("apps.yaml~"), BOTH_YAML);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);

        await().untilAsserted(() -> assertThat(all(apps)).containsExactly(BLOG, SHOP));
    }

    /** As Kubernetes updates a ConfigMap: the file is a link into a directory that is a link, which is replaced. */
    @Test
    void an_exchanged_symbolic_link_is_followed() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..2026_01"));
        Files.writeString(first.resolve("apps.yaml"), SHOP_YAML);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(file, Path.of("..data/apps.yaml"));
        FileApps apps = open(null);
        assertThat(all(apps)).containsExactly(SHOP);

        Path second = Files.createDirectory(directory.resolve("..2026_02"));
        Files.writeString(second.resolve("apps.yaml"), BOTH_YAML);
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), second.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);

        await().untilAsserted(() -> assertThat(all(apps)).containsExactly(BLOG, SHOP));
    }

    @Test
    void what_a_symbolic_link_points_to_is_replaced() throws IOException {
        Path target = Files.writeString(
                Files.createDirectory(directory.resolve("elsewhere")).resolve("all.yaml"), SHOP_YAML);
        Files.createSymbolicLink(file, target);
        FileApps apps = open(null);

        result(apps.put("blog", before -> BLOG));

        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(target)).contains("blog");
        Files.writeString(target, SHOP_YAML);
        await().untilAsserted(() -> assertThat(all(apps)).containsExactly(SHOP)); // seen without an event
    }

    @Test
    void a_new_file_is_readable_by_its_owner_only_and_permissions_are_kept() throws IOException {
        FileApps apps = open(null);

        result(apps.put("shop", before -> SHOP));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        result(apps.put("blog", before -> BLOG));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r--");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).as("temporary files are removed").containsExactly(file);
        }
        assertThat(all(open(null))).containsExactly(BLOG, SHOP);
    }

    @Test
    void a_read_only_file_is_not_changed() throws IOException {
        FileApps apps = open(SHOP_YAML);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

        for (CompletionStage<?> write : List.of(
                apps.put("blog", before -> BLOG),
                apps.put("shop", before -> SHOP.withAppId("1")),
                apps.delete("shop"))) {
            assertThatThrownBy(() -> result(write))
                    .rootCause()
                    .isInstanceOf(AppsNotWritableException.class)
                    .hasMessage(
                            "Apps cannot be changed: vask.apps.file is read-only; change the file where it comes from."
                                    + " Nothing was changed.");
        }
        assertThat(result(apps.put("shop", before -> SHOP)).app())
                .as("nothing differs")
                .isEqualTo(SHOP);
        assertThat(result(apps.delete("nobody"))).isFalse();
        assertThat(all(apps)).containsExactly(SHOP);
        assertThat(file).hasContent(SHOP_YAML);
    }

    @Test
    void a_change_is_applied_to_an_edit_that_was_not_read_before() throws IOException {
        FileApps apps = open(SHOP_YAML);

        Files.writeString(file, "apps:\n- {key: shop, secret: hush-hush, app_id: edited}\n");
        result(apps.put("blog", before -> BLOG));

        assertThat(all(apps)).containsExactly(BLOG, SHOP.withAppId("edited"));
        assertThat(all(open(null))).containsExactly(BLOG, SHOP.withAppId("edited"));
    }

    /** The edit happens between the reading of the file and the writing. */
    @Test
    void a_change_is_applied_again_to_an_edit_at_the_same_time() throws IOException {
        FileApps apps = open(SHOP_YAML);
        List<Optional<String>> seen = new ArrayList<>();

        result(apps.put("shop", before -> {
            seen.add(Optional.ofNullable(before.appId()));
            if (seen.size() == 1) {
                write("apps:\n- {key: shop, secret: hush-hush, app_id: edited}\n- {key: blog, secret: hush-hush}\n");
            }
            return before.withWebhook(null).withAppId(before.appId() == null ? "first" : before.appId() + "-again");
        }));

        assertThat(seen).containsExactly(Optional.empty(), Optional.of("edited"));
        assertThat(all(open(null))).containsExactly(BLOG, SHOP.withAppId("edited-again"));
        assertThat(all(apps)).containsExactly(BLOG, SHOP.withAppId("edited-again"));
    }

    @Test
    void a_change_is_rejected_if_the_file_changes_all_the_time() throws IOException {
        FileApps apps = open(SHOP_YAML);
        List<Integer> edits = new ArrayList<>();

        assertThatThrownBy(() -> result(apps.put("blog", before -> {
                    edits.add(edits.size());
                    write(SHOP_YAML + "# edit " + edits.size() + "\n");
                    return BLOG;
                })))
                .rootCause()
                .hasMessageContaining("is being changed by something else");
        assertThat(file).hasContent(SHOP_YAML + "# edit " + edits.size());
        assertThat(all(apps)).containsExactly(SHOP);
    }

    @Test
    void many_changes_at_the_same_time_are_all_kept() throws IOException {
        FileApps apps = open(SHOP_YAML);
        List<CompletionStage<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String key = "app-" + i;
            all.add(apps.put(key, before -> App.withDefaults(key, new Secret("hush-hush"))));
        }

        all.forEach(FileAppsTest::result);

        assertThat(all(open(null))).hasSize(51).isEqualTo(all(apps));
    }

    @Test
    void json_is_written_as_json() throws IOException {
        file = directory.resolve("apps.json");
        FileApps apps = open("{\"apps\": []}");

        result(apps.put("shop", before -> SHOP));

        assertThat(Files.readString(file)).startsWith("{").contains("\"key\" : \"shop\"");
        assertThat(all(open(null))).containsExactly(SHOP);
    }

    private FileApps open(String content) throws IOException {
        if (content != null) {
            Files.writeString(file, content);
        }
        TestFileApps store = TestFileApps.open(file, changes::add, removed::add);
        opened.add(store);
        return store.apps();
    }

    private void write(String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<App> all(FileApps apps) {
        return result(apps.list());
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
