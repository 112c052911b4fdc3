package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {

    @ParameterizedTest
    @CsvSource({
        "news, PUBLIC",
        "private-x, PRIVATE",
        "presence-x, PRESENCE",
        "cache-x, CACHE",
        "private-cache-x, PRIVATE_CACHE",
        "presence-cache-x, PRESENCE_CACHE",
        "private-encrypted-x, ENCRYPTED",
        "private-encrypted-cache-x, ENCRYPTED_CACHE",
        // a prefix alone is a prefix
        "private-, PRIVATE",
        "private-encrypted-cache-, ENCRYPTED_CACHE",
        // near misses (6.2)
        "Private-x, PUBLIC",
        "PRESENCE-x, PUBLIC",
        "my-private-x, PUBLIC",
        "my-cache-x, PUBLIC",
        "private, PUBLIC",
        "privatex, PUBLIC",
        "private_x, PUBLIC",
        "presence, PUBLIC",
        "cache, PUBLIC",
        "cache-private-x, CACHE",
        "private-encrypted, PRIVATE",
        "private-encryptedx, PRIVATE",
        "private-encrypted-cache, ENCRYPTED",
        "private-cache, PRIVATE",
        "private-Cache-x, PRIVATE",
        "presence-encrypted-x, PRESENCE",
        "presence-cache, PRESENCE",
        "encrypted-x, PUBLIC",
    })
    void the_longest_prefix_decides_the_type(String name, ChannelType type) {
        assertThat(ChannelName.parse(name).type()).isEqualTo(type);
    }

    /** The table of section 6. */
    @ParameterizedTest
    @CsvSource({
        // type, auth, members, client events, cache, encrypted
        "PUBLIC, false, false, false, false, false",
        "PRIVATE, true, false, true, false, false",
        "PRESENCE, true, true, true, false, false",
        "CACHE, false, false, false, true, false",
        "PRIVATE_CACHE, true, false, true, true, false",
        "PRESENCE_CACHE, true, true, true, true, false",
        "ENCRYPTED, true, false, false, false, true",
        "ENCRYPTED_CACHE, true, false, false, true, true",
    })
    void a_type_has_the_traits_of_the_protocols_table(
            ChannelType type, boolean auth, boolean members, boolean clientEvents, boolean cache, boolean encrypted) {
        assertThat(type.needsAuth()).isEqualTo(auth);
        assertThat(type.isPresence()).isEqualTo(members);
        assertThat(type.allowsClientEvents()).isEqualTo(clientEvents);
        assertThat(type.isCache()).isEqualTo(cache);
        assertThat(type.isEncrypted()).isEqualTo(encrypted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "-", "_", "=", "@", ",", ".", ";", "aZ09_-=@,.;"})
    void every_legal_character_is_accepted(String name) {
        assertThat(ChannelName.parse(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "a b", "a/b", "a#b", "a:b", "a\n", "\na", "a\0", "é", "ａ", "٣", "a*", "a'b", "a\"b", "a|b"})
    void any_other_character_is_rejected_and_the_message_says_so(String name) {
        assertThatThrownBy(() -> ChannelName.parse(name))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("allowed characters are");
    }

    @Test
    void the_empty_name_is_rejected() {
        assertThatThrownBy(() -> ChannelName.parse(""))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "#server-to-user-ada", "#x"})
    void names_that_start_with_a_hash_are_reserved(String name) {
        assertThatThrownBy(() -> ChannelName.parse(name))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("reserved");
    }

    @Test
    void a_name_has_164_characters_at_most_its_prefix_included() {
        String longest = "private-" + "x".repeat(164 - "private-".length());

        assertThat(ChannelName.parse(longest).value()).isEqualTo(longest);
        assertThatThrownBy(() -> ChannelName.parse(longest + "x"))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("165")
                .hasMessageContaining("164");
    }

    @Test
    void names_are_equal_if_their_texts_are() {
        assertThat(ChannelName.parse("room"))
                .isEqualTo(ChannelName.parse("room"))
                .hasSameHashCodeAs("room");
        assertThat(ChannelName.parse("room")).isNotEqualTo(ChannelName.parse("Room"));
    }

    @Property
    void any_text_is_parsed_or_rejected(@ForAll String text) {
        boolean legal = text.matches("[A-Za-z0-9_\\-=@,.;]{1,164}");
        try {
            assertThat(ChannelName.parse(text).value()).isEqualTo(text);
            assertThat(legal).isTrue();
        } catch (InvalidNameException e) {
            assertThat(legal).isFalse();
            assertThat(e.getMessage()).hasSizeLessThan(200).matches("[\\x20-\\x7e]+");
        }
    }
}
