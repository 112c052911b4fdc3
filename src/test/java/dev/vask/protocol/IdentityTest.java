package dev.vask.protocol;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    private static AbstractThrowableAssert<?, ?> assertMemberRefused(String channelData) {
        return assertThatThrownBy(() -> Identity.member(channelData))
                .isInstanceOf(CommandRejectedException.class)
                .satisfies(IdentityTest::isUnauthorized);
    }

    private static AbstractThrowableAssert<?, ?> assertUserRefused(String userData) {
        return assertThatThrownBy(() -> Identity.user(userData))
                .isInstanceOf(CommandRejectedException.class)
                .satisfies(IdentityTest::isUnauthorized);
    }

    private static void isUnauthorized(Throwable e) {
        assertThat(((CommandRejectedException) e).toMessage().code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void a_member_has_an_id_and_an_info() {
        assertThat(Identity.member("""
                {"user_id": "user-123", "user_info": {"name": "Ada", "tags": [1, 2.50]}, "other": true}""")).isEqualTo(new Member("user-123", "{\"name\":\"Ada\",\"tags\":[1,2.50]}"));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10",
        "0, 0",
        "-7, -7",
        "9223372036854775808, 9223372036854775808",
        "123456789012345678901234567890, 123456789012345678901234567890",
    })
    void a_number_as_id_becomes_its_text(String json, String id) {
        assertThat(Identity.member("{\"user_id\":" + json + "}").id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "10.0", "1e3", "null", "true", "{}", "[]", "[\"ada\"]", "\"\""})
    void any_other_id_is_refused(String json) {
        assertMemberRefused("{\"user_id\":" + json + "}").hasMessageContaining("user_id");
    }

    @Test
    void a_missing_id_is_refused() {
        assertMemberRefused("{\"user_info\":{}}").hasMessageContaining("nothing");
    }

    @Test
    void a_members_id_has_128_characters_at_most() {
        assertThat(Identity.member("{\"user_id\":\"" + "é".repeat(128) + "\"}").id())
                .hasSize(128);
        assertMemberRefused("{\"user_id\":\"" + "x".repeat(129) + "\"}").hasMessageContaining("128");
        assertMemberRefused("{\"user_id\":" + "9".repeat(129) + "}").hasMessageContaining("128");
        assertMemberRefused("{\"user_id\":" + "9".repeat(5_000) + "}");
    }

    @Test
    void half_a_surrogate_pair_is_no_text() {
        assertMemberRefused("{\"user_id\":\"\\ud800\"}").hasMessageContaining("Unicode");
        assertMemberRefused("{\"user_id\":\"a\",\"user_info\":\"\\udc00\\ud800\"}")
                .hasMessageContaining("surrogate");
        assertThat(Identity.member("{\"user_id\":\"\\ud83d\\ude00\"}").id()).isEqualTo("😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "null", "true", "\"text\"", "[1,2,3]", "12345678901234567890.10", "{\"a\":{\"b\":null}}"})
    void an_info_of_any_kind_is_kept_as_it_is(String json) {
        assertThat(Identity.member("{\"user_id\":\"ada\",\"user_info\":" + json + "}")
                        .info())
                .isEqualTo(json);
    }

    @Test
    void an_absent_info_is_an_empty_object() {
        assertThat(Identity.member("{\"user_id\":\"ada\"}").info()).isEqualTo("{}");
    }

    @Test
    void an_info_has_1024_bytes_of_compact_json_at_most() {
        String fits = "é".repeat(511); // two bytes each, and two for the quotes
        assertThat(Identity.member("{\"user_id\":\"a\", \"user_info\": \"" + fits + "\" }")
                        .info())
                .hasSize(513);
        assertMemberRefused("{\"user_id\":\"a\",\"user_info\":\"" + fits + "x\"}")
                .hasMessageContaining("1025")
                .hasMessageContaining("1024");
    }

    @Test
    void white_space_does_not_count_as_info() {
        assertThat(Identity.member("{\"user_id\":\"a\",\"user_info\":[" + " ".repeat(5_000) + "]}")
                        .info())
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "\"ada\"", "10", "{", "{\"user_id\":\"ada\"} x", "user_id=ada"})
    void channel_data_that_is_no_json_object_is_refused(String text) {
        assertMemberRefused(text).hasMessageContaining("channel_data");
        assertUserRefused(text).hasMessageContaining("user_data");
    }

    @Test
    void a_key_that_occurs_twice_is_refused() {
        assertMemberRefused("{\"user_id\":\"ada\",\"user_id\":\"bob\"}")
                .hasMessageContaining("channel_data: the key 'user_id'");
        assertMemberRefused("{\"user_id\":\"ada\",\"user_info\":{\"name\":1,\"name\":2}}")
                .hasMessageContaining("'name'");
        assertUserRefused("{\"id\":\"ada\",\"id\":\"ada\"}").hasMessageContaining("user_data: the key 'id'");
        assertUserRefused("{\"id\":\"ada\",\"watchlist\":[],\"watchlist\":[\"bob\"]}")
                .hasMessageContaining("'watchlist'");
    }

    @Test
    void a_user_has_an_id_an_info_and_a_watchlist() {
        Identity.User user = Identity.user("""
                {"id":"ada","user_info":{"name":"Ada"},"watchlist":["bob","carol"],"name":"ignored"}""");

        assertThat(user.id()).isEqualTo(new UserId("ada"));
        assertThat(user.watchlist()).containsExactly("bob", "carol");
        assertThat(user.truncated()).isFalse();
        assertThat(user.asMember()).isEqualTo(new Member("ada", "{\"name\":\"Ada\"}"));
    }

    @Test
    void a_user_needs_an_id_only() {
        Identity.User user = Identity.user("{\"id\":\"ada\"}");

        assertThat(user.watchlist()).isEmpty();
        assertThat(user.asMember()).isEqualTo(new Member("ada", "{}"));
        assertThat(Identity.user("{\"id\":\"ada\",\"watchlist\":null}").watchlist())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "1.5", "null", "true", "{}", "[]", "\"\"", "\"a b\"", "\"ü\"", "\"\\ud800\""})
    void a_users_id_is_a_string_of_the_characters_of_a_channel_name(String json) {
        assertUserRefused("{\"id\":" + json + "}").hasMessageContaining("id");
    }

    @Test
    void a_users_id_has_200_characters_at_most() {
        assertThat(Identity.user("{\"id\":\"" + "x".repeat(200) + "\"}").id().value())
                .hasSize(200);
        assertUserRefused("{\"id\":\"" + "x".repeat(201) + "\"}").hasMessageContaining("200");
    }

    @Test
    void a_user_whose_id_or_info_is_too_long_for_a_member_cannot_be_one() {
        Identity.User longId = Identity.user("{\"id\":\"" + "x".repeat(129) + "\"}");
        Identity.User longInfo = Identity.user("{\"id\":\"ada\",\"user_info\":\"" + "x".repeat(1_023) + "\"}");

        assertThatThrownBy(longId::asMember).satisfies(IdentityTest::isUnauthorized);
        assertThatThrownBy(longInfo::asMember).satisfies(IdentityTest::isUnauthorized);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"bob\"", "{}", "1", "true", "[1]", "[\"bob\",null]", "[[\"bob\"]]"})
    void a_watchlist_that_is_no_array_of_strings_is_refused(String json) {
        assertUserRefused("{\"id\":\"ada\",\"watchlist\":" + json + "}").hasMessageContaining("watchlist");
    }

    @Test
    void of_a_watchlist_the_first_100_are_kept() {
        Identity.User fits = Identity.user(watching(100));
        assertThat(fits.watchlist()).hasSize(100);
        assertThat(fits.truncated()).isFalse();

        Identity.User cut = Identity.user(watching(101));
        assertThat(cut.watchlist()).isEqualTo(fits.watchlist());
        assertThat(cut.truncated()).isTrue();
    }

    private static String watching(int many) {
        return "{\"id\":\"ada\",\"watchlist\":%s}"
                .formatted(
                        IntStream.range(0, many).mapToObj(i -> "\"u" + i + "\"").collect(joining(",", "[", "]")));
    }

    @Test
    void the_same_id_twice_is_watched_once() {
        assertThat(Identity.user("{\"id\":\"ada\",\"watchlist\":[\"bob\",\"bob\",\"carol\"]}")
                        .watchlist())
                .containsExactly("bob", "carol");
    }

    @Property
    void no_text_does_anything_but_name_somebody_or_be_refused(@ForAll String text) {
        for (String data :
                new String[] {text, "{\"user_id\":" + text + "}", "{\"id\":\"a\",\"watchlist\":" + text + "}"}) {
            try {
                Identity.member(data);
            } catch (CommandRejectedException e) {
                isUnauthorized(e);
            }
            try {
                Identity.user(data);
            } catch (CommandRejectedException e) {
                isUnauthorized(e);
            }
        }
    }
}
