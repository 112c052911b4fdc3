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

/** Watchlists (11.4). */
class WatchlistIT {

    private static final String WATCHLIST = "pusher_internal:watchlist_events";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_watcher_receives_online_and_offline_users_after_the_sign_in() {
        app.connect().signIn("{\"id\":\"ada\"}");
        app.connect().signIn("{\"id\":\"bob\"}");

        PusherClient watcher = watcher("ada", "carol", "bob", "dan");

        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"online","user_ids":["ada","bob"]},{"name":"offline","user_ids":["carol","dan"]}]}""");
        watcher.receivesNothingMore();
    }

    @Test
    void empty_lists_are_omitted() {
        app.connect().signIn("{\"id\":\"ada\"}");

        watcher("ada").receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"online","user_ids":["ada"]}]}""");
        watcher("bob").receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["bob"]}]}""");
        watcher().receivesNothingMore();
    }

    @Test
    void the_frame_has_the_documented_format() {
        app.connect().signIn("{\"id\":\"user-456\"}");

        assertThat(watcher("user-456").next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:watchlist_events",\
            "data":"{\\"events\\":[{\\"name\\":\\"online\\",\\"user_ids\\":[\\"user-456\\"]}]}"}"""));
    }

    @Test
    void a_user_is_online_from_its_first_to_its_last_connection() {
        PusherClient watcher = watcherOfOffline("ada");

        PusherClient first = app.connect().signIn("{\"id\":\"ada\"}");
        receivesOnline(watcher, "ada");
        PusherClient second = app.connect().signIn("{\"id\":\"ada\"}");
        first.close();
        app.connect().signIn("{\"id\":\"ada\"}").close();
        watcher.receivesNothingMore();
        second.close();

        receivesOffline(watcher, "ada");
        watcher.receivesNothingMore();
    }

    @Test
    void a_user_whose_connection_is_aborted_goes_offline() {
        PusherClient watcher = watcherOfOffline("ada");
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}");
        receivesOnline(watcher, "ada");

        ada.abort();

        receivesOffline(watcher, "ada");
    }

    @Test
    void signing_in_again_sends_no_second_online_event() {
        PusherClient watcher = watcherOfOffline("ada");
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}").signIn("{\"id\":\"ada\"}");
        receivesOnline(watcher, "ada");
        watcher.receivesNothingMore();

        ada.close();

        receivesOffline(watcher, "ada");
        watcher.receivesNothingMore();
    }

    @Test
    void only_watching_connections_receive_the_event() {
        PusherClient connection = watcherOfOffline("ada");
        PusherClient otherConnection = watcherOfOffline("ada");
        PusherClient otherWatchlist = watcherOfOffline("bob");
        PusherClient otherApp = server.app().connect().signIn("{\"id\":\"watcher\",\"watchlist\":[\"ada\"]}");
        otherApp.receives(WATCHLIST);

        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();

        receivesOnline(connection, "ada");
        receivesOnline(otherConnection, "ada");
        connection.receivesNothingMore();
        otherConnection.receivesNothingMore();
        otherWatchlist.receivesNothingMore();
        otherApp.receivesNothingMore();
    }

    @Test
    void presence_members_do_not_count_as_online() {
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
        receivesOnline(watcher, "user-100");
    }

    private static String userData(int watched) {
        List<String> ids =
                IntStream.rangeClosed(1, watched).mapToObj(i -> "user-" + i).toList();
        return Json.of(Map.of("id", "watcher", "watchlist", ids));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ada\"", "{}", "7", "true", "[7]", "[\"ada\",null]", "[[\"ada\"]]"})
    void an_invalid_watchlist_is_rejected(String watchlist) {
        PusherClient client = app.connect();

        client.sendSignIn("{\"id\":\"watcher\",\"watchlist\":%s}".formatted(watchlist));

        client.receivesError(4009);
        app.backend().publishToUser("watcher", "n", "1");
        client.receivesNothingMore();
    }

    @Test
    void signing_in_again_replaces_the_watchlist() {
        PusherClient watcher = watcherOfOffline("ada", "bob");

        watcher.signIn("{\"id\":\"watcher\",\"watchlist\":[\"bob\",\"carol\"]}");

        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["bob","carol"]}]}""");
        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();
        watcher.receivesNothingMore();
        app.connect().signIn("{\"id\":\"bob\"}");
        receivesOnline(watcher, "bob");
        app.connect().signIn("{\"id\":\"carol\"}");
        receivesOnline(watcher, "carol");
    }

    @Test
    void signing_in_again_without_a_watchlist_removes_it() {
        PusherClient watcher = watcherOfOffline("ada");

        watcher.signIn("{\"id\":\"watcher\"}");

        watcher.receivesNothingMore();
        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();
        watcher.receivesNothingMore();
    }

    @Test
    void a_rejected_sign_in_keeps_the_watchlist() {
        PusherClient watcher = watcherOfOffline("ada");

        watcher.sendSignIn("{\"id\":\"watcher\",\"watchlist\":[7]}");

        watcher.receivesError(4009);
        app.connect().signIn("{\"id\":\"ada\"}");
        receivesOnline(watcher, "ada");
    }

    @Test
    void a_duplicate_id_is_reported_once() {
        PusherClient watcher = watcher("ada", "ada");

        watcher.receives(WATCHLIST, NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["ada"]}]}""");
        app.connect().signIn("{\"id\":\"ada\"}").awaitProcessed();
        receivesOnline(watcher, "ada");
        watcher.receivesNothingMore();
    }

    @Test
    void a_terminated_user_goes_offline() {
        PusherClient watcher = watcherOfOffline("ada");
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}");
        receivesOnline(watcher, "ada");

        app.backend().terminate("ada");

        ada.closedWith(4200);
        receivesOffline(watcher, "ada");
    }

    private PusherClient watcher(String... ids) {
        return app.connect().signIn(Json.of(Map.of("id", "watcher", "watchlist", ids)));
    }

    /** A watcher of these users, which has received that they are offline. */
    private PusherClient watcherOfOffline(String... ids) {
        PusherClient watcher = watcher(ids);
        receivesOffline(watcher, ids);
        return watcher;
    }

    private static void receivesOnline(PusherClient watcher, String... ids) {
        watcher.receives(
                WATCHLIST, NO_CHANNEL, "{\"events\":[{\"name\":\"online\",\"user_ids\":%s}]}".formatted(Json.of(ids)));
    }

    private static void receivesOffline(PusherClient watcher, String... ids) {
        watcher.receives(
                WATCHLIST, NO_CHANNEL, "{\"events\":[{\"name\":\"offline\",\"user_ids\":%s}]}".formatted(Json.of(ids)));
    }
}
