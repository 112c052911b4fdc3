package dev.vask.live;

import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Changes of channels are reported once in the whole service, and only for apps that somebody is interested in. */
interface ChannelChangeContract extends LiveContract {

    /** Records the changes of a channel in one app. */
    final class RecordingListener implements ChannelChangeListener {
        private final List<String> changes = new CopyOnWriteArrayList<>();
        private final String app;
        private final String channel;

        RecordingListener(App app, String channel) {
            this.app = app.key();
            this.channel = channel;
        }

        @Override
        public boolean isInterestedIn(String key) {
            return key.equals(app);
        }

        @Override
        public void changed(String key, ChannelChange change) {
            assertThat(key).isEqualTo(app);
            if (change.channel().equals(channel)) {
                changes.add(change.kind() + (change.userId() == null ? "" : " " + change.userId()));
            }
        }

        /** The changes since the last call. */
        List<String> take() {
            List<String> taken = List.copyOf(changes);
            changes.clear();
            return taken;
        }
    }

    private RecordingListener listen(App app, String channel) {
        RecordingListener listener = new RecordingListener(app, channel);
        live("a").onChannelChange(listener);
        live("b").onChannelChange(listener);
        return listener;
    }

    @Test
    default void channels_are_occupied_by_the_first_and_vacated_by_the_last_subscription() {
        App app = newApp();
        RecordingListener listener = listen(app, "room");
        TestConnection one = connection(app, "a");
        TestConnection two = connection(app, "b");

        one.subscribe("room");
        assertThat(listener.take()).containsExactly("OCCUPIED");
        two.subscribe("room");
        one.unsubscribe("room");
        assertThat(listener.take()).isEmpty();
        two.disconnect();
        assertThat(listener.take()).containsExactly("VACATED");
    }

    @Test
    default void members_are_added_by_their_first_and_removed_by_their_last_connection() {
        App app = newApp();
        RecordingListener listener = listen(app, "presence-x");
        TestConnection ada = connection(app, "a");
        TestConnection again = connection(app, "b");
        TestConnection bob = connection(app, "b");

        ada.join("presence-x", member("ada"));
        assertThat(listener.take()).containsExactlyInAnyOrder("OCCUPIED", "MEMBER_ADDED ada");
        again.join("presence-x", member("ada"));
        assertThat(listener.take()).isEmpty();
        bob.join("presence-x", member("bob"));
        assertThat(listener.take()).containsExactly("MEMBER_ADDED bob");
        ada.disconnect();
        assertThat(listener.take()).isEmpty();
        again.unsubscribe("presence-x");
        assertThat(listener.take()).containsExactly("MEMBER_REMOVED ada");
        bob.disconnect();
        assertThat(listener.take()).containsExactly("MEMBER_REMOVED bob", "VACATED");
    }

    @Test
    default void changes_of_other_apps_are_not_reported() {
        RecordingListener listener = listen(newApp(), "room");

        connection(newApp(), "a").subscribe("room");

        assertThat(listener.take()).isEmpty();
    }

    @Test
    default void members_are_read_in_pages_with_their_info() {
        App app = newApp();
        for (String id : List.of("ada", "bob", "eve")) {
            connection(app, "a").join("presence-x", new Member(id, "{\"n\":\"%s\"}".formatted(id)));
        }

        Set<Member> found = new HashSet<>();
        String cursor = MemberPage.START;
        while (cursor != null) {
            MemberPage page = await(live("b").members(app, ChannelName.parse("presence-x"), cursor, 2));
            found.addAll(page.members());
            cursor = page.next();
        }

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new Member("ada", "{\"n\":\"ada\"}"),
                        new Member("bob", "{\"n\":\"bob\"}"),
                        new Member("eve", "{\"n\":\"eve\"}"));
        assertThat(await(live().members(app, ChannelName.parse("presence-y"), MemberPage.START, 2))
                        .members())
                .isEmpty();
    }

    @Test
    default void the_nodes_of_the_service_are_listed() {
        NodeMessages messages = live("a").nodeMessages();
        live("b");

        assertThat(await(messages.nodes()))
                .allMatch(NodeLease::isAlive)
                .extracting(NodeLease::node)
                .contains(messages.node(), live("b").nodeMessages().node());
    }
}
