package dev.vask.conversations;

import static dev.vask.support.PusherClient.NO_CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hearing when others come and go (11.4). */
class WatchlistIT {

    private static final String WATCHLIST = "pusher_internal:watchlist_events";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void after_signing_in_a_watcher_hears_who_is_there_and_who_is_not() {
        app.connect().signIn("{\"id\":\"ada\"}");
        app.connect().signIn("{\"id\":\"bob\"}");

        PusherClient watcher = watcher("ada", "carol", "bob", "dan");

        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"online","user_ids":["ada","bob"]},{"name":"offline","user_ids":["carol","dan"]}]}""");
        watcher.receivesNothingMore();
    }

    @Test
    void what_is_empty_is_left_out() {
        app.connect().signIn("{\"id\":\"ada\"}");

        watcher("ada").receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"online","user_ids":["ada"]}]}""");
        watcher("bob").receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["bob"]}]}""");
        watcher().receivesNothingMore();
    }

    @Test
    void the_frame_is_exactly_this() {
        app.connect().signIn("{\"id\":\"user-456\"}");

        assertThat(watcher("user-456").next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:watchlist_events",\
            "data":"{\\"events\\":[{\\"name\\":\\"online\\",\\"user_ids\\":[\\"user-456\\"]}]}"}"""));
    }

    @Test
    void a_user_comes_with_its_first_connection_and_goes_with_its_last() {
        PusherClient watcher = watching("ada");

        PusherClient first = app.connect().signIn("{\"id\":\"ada\"}");
        hearsOnline(watcher, "ada");
        PusherClient second = app.connect().signIn("{\"id\":\"ada\"}");
        first.close();
        app.connect().signIn("{\"id\":\"ada\"}").close();
        watcher.receivesNothingMore();
        second.close();

        hearsOffline(watcher, "ada");
        watcher.receivesNothingMore();
    }

    @Test
    void a_user_whose_connection_vanishes_goes() {
        PusherClient watcher = watching("ada");
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}");
        hearsOnline(watcher, "ada");

        ada.abort();

        hearsOffline(watcher, "ada");
    }

    @Test
    void signing_in_again_is_no_second_coming() {
        PusherClient watcher = watching("ada");
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}").signIn("{\"id\":\"ada\"}");
        hearsOnline(watcher, "ada");
        watcher.receivesNothingMore();

        ada.close();

        hearsOffline(watcher, "ada");
        watcher.receivesNothingMore();
    }

    @Test
    void every_connection_that_watches_hears_it_and_no_other() {
        PusherClient tab = watching("ada");
        PusherClient otherTab = watching("ada");
        PusherClient elsewhere = watching("bob");
        PusherClient otherApp = server.app().connect().signIn("{\"id\":\"watcher\",\"watchlist\":[\"ada\"]}");
        otherApp.receives(WATCHLIST);

        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();

        hearsOnline(tab, "ada");
        hearsOnline(otherTab, "ada");
        tab.receivesNothingMore();
        otherTab.receivesNothingMore();
        elsewhere.receivesNothingMore();
        otherApp.receivesNothingMore();
    }

    @Test
    void members_of_presence_channels_do_not_count() {
        app.connect().join("presence-room", "ada");

        PusherClient watcher = watcher("ada", "bob");
        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["ada","bob"]}]}""");
        app.connect().join("presence-room", "bob");

        watcher.receivesNothingMore();
    }

    @Test
    void a_hundred_ids_are_watched() {
        PusherClient watcher = app.connect();

        watcher.signIn(userData(100));

        JsonNode offline = watcher.receives(WATCHLIST).data().path("events").path(0);
        assertThat(offline.path("name").asText()).isEqualTo("offline");
        assertThat(offline.path("user_ids")).hasSize(100);
        watcher.receivesNothingMore();
    }

    @Test
    void of_more_than_a_hundred_ids_the_first_hundred_are_watched() {
        PusherClient watcher = app.connect();

        watcher.signIn(userData(101));

        watcher.receivesError(4302);
        assertThat(watcher.receives(WATCHLIST).data().path("events").path(0).path("user_ids"))
                .hasSize(100);
        app.connect().signIn("{\"id\":\"user-101\"}").awaitProcessed();
        watcher.receivesNothingMore();
        app.connect().signIn("{\"id\":\"user-100\"}");
        hearsOnline(watcher, "user-100");
    }

    private static String userData(int watched) {
        List<String> ids =
                IntStream.rangeClosed(1, watched).mapToObj(i -> "user-" + i).toList();
        return Json.of(Map.of("id", "watcher", "watchlist", ids));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ada\"", "{}", "7", "true", "[7]", "[\"ada\",null]", "[[\"ada\"]]"})
    void a_watchlist_of_another_kind_is_refused(String watchlist) {
        PusherClient client = app.connect();

        client.sendSignIn("{\"id\":\"watcher\",\"watchlist\":%s}".formatted(watchlist));

        client.receivesError(4009);
        app.backend().publishToUser("watcher", "n", "1");
        client.receivesNothingMore();
    }

    @Test
    void signing_in_again_replaces_the_watchlist() {
        PusherClient watcher = watching("ada", "bob");

        watcher.signIn("{\"id\":\"watcher\",\"watchlist\":[\"bob\",\"carol\"]}");

        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["bob","carol"]}]}""");
        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();
        watcher.receivesNothingMore();
        app.connect().signIn("{\"id\":\"bob\"}");
        hearsOnline(watcher, "bob");
        app.connect().signIn("{\"id\":\"carol\"}");
        hearsOnline(watcher, "carol");
    }

    @Test
    void signing_in_again_without_a_watchlist_ends_the_watching() {
        PusherClient watcher = watching("ada");

        watcher.signIn("{\"id\":\"watcher\"}");

        watcher.receivesNothingMore();
        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();
        watcher.receivesNothingMore();
    }

    @Test
    void a_refused_sign_in_leaves_the_watchlist() {
        PusherClient watcher = watching("ada");

        watcher.sendSignIn("{\"id\":\"watcher\",\"watchlist\":[7]}");

        watcher.receivesError(4009);
        app.connect().signIn("{\"id\":\"ada\"}");
        hearsOnline(watcher, "ada");
    }

    @Test
    void an_id_named_twice_is_told_once() {
        PusherClient watcher = watcher("ada", "ada");

        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["ada"]}]}""");
        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();
        hearsOnline(watcher, "ada");
        watcher.receivesNothingMore();
    }

    @Test
    void a_terminated_user_goes() {
        PusherClient watcher = watching("ada");
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}");
        hearsOnline(watcher, "ada");

        app.backend().terminate("ada");

        ada.closedWith(4200);
        hearsOffline(watcher, "ada");
    }

    private PusherClient watcher(String... ids) {
        return app.connect().signIn(Json.of(Map.of("id", "watcher", "watchlist", ids)));
    }

    /** A watcher that has heard that all of these are offline. */
    private PusherClient watching(String... ids) {
        PusherClient watcher = watcher(ids);
        hearsOffline(watcher, ids);
        return watcher;
    }

    private static void hearsOnline(PusherClient watcher, String... ids) {
        watcher.receives(
                WATCHLIST, NO_CHANNEL, "{\"events\":[{\"name\":\"online\",\"user_ids\":%s}]}".formatted(Json.of(ids)));
    }

    private static void hearsOffline(PusherClient watcher, String... ids) {
        watcher.receives(
                WATCHLIST, NO_CHANNEL, "{\"events\":[{\"name\":\"offline\",\"user_ids\":%s}]}".formatted(Json.of(ids)));
    }
}
