package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretTest {

    /** The cases of RFC 4231 whose key is text. */
    @Test
    void signatures_are_hmac_sha_256_in_lower_case_hex() {
        assertThat(new Secret("\u000b".repeat(20)).sign("Hi There"))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(new Secret("Jefe").sign("what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        byte[] data = HexFormat.of().parseHex("cd".repeat(50));
        String key = IntStream.rangeClosed(1, 25).mapToObj(Character::toString).reduce("", String::concat);
        assertThat(new Secret(key).sign(data))
                .isEqualTo("82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    }

    @Test
    void keys_longer_than_a_block_and_text_beyond_ascii_are_signed_as_utf_8() {
        assertThat(new Secret("k".repeat(200)).sign("hello"))
                .isEqualTo("174c64caec6f5e924a5df231d79fbb52a10cd73d1b575ded749f9a8ab81c4886");
        assertThat(new Secret("schlüssel ☕").sign("Grüße ☕ 😀"))
                .isEqualTo("6b6282a10c0697f15357d089d47b4c05140df844a234c956e973650c4a8859b3");
    }

    /** A1 to A6 of section 3.4. */
    @Test
    void the_protocols_vectors_are_verified() {
        Secret secret = new Secret("s3cr3t-4b1d9e07c6");
        assertThat(List.of(
                        secret.verifies(
                                "1234.5678:private-dashboard.42",
                                "72a0ab7b7e35831dababad005af134abc8e04f9edc326e76bdc4e4200679181b"),
                        secret.verifies(
                                "1234.5678:presence-room.42:{\"user_id\":\"user-123\",\"user_info\":{\"name\":\"Ada\"}}",
                                "fa5db5f6b6cb9bd128722a940346b37e1b1242321b121ca741f07739b32dfaf0"),
                        secret.verifies(
                                "1234.5678:presence-room.42:{\"user_id\":10}",
                                "c17853d7d86b3898d0e15044b7fa4c53fd2ebec26f11c81ddacc31d90a02e3d9"),
                        secret.verifies(
                                "1234.5678::user::{\"id\":\"user-123\",\"name\":\"Ada\"}",
                                "220298e3c42aa76fd0de060b2583ebe145647a04756219b9eb8935052fe5e40a"),
                        secret.verifies(
                                "1234.5678::user::{\"id\":\"user-123\",\"name\":\"Ada\",\"watchlist\":[\"user-456\",\"user-789\"]}",
                                "f47787b0035e157cf197b127345de5635ab5eb0c6b4b65280b53f36f8f52deea"),
                        secret.verifies(
                                "1234.5678:private-encrypted-chat.42",
                                "d1c1fd54a667a6ddadc501c562c2e43d115087a87a2e1b42b8be6c41e4e2e679")))
                .containsOnly(true);
    }

    @Test
    void any_other_signature_is_not_verified() {
        Secret secret = new Secret("secret");
        String right = secret.sign("text");

        assertThat(secret.verifies("text", right)).isTrue();
        assertThat(secret.verifies("text ", right)).isFalse();
        assertThat(new Secret("Secret").verifies("text", right)).isFalse();
        assertThat(secret.verifies("text", right.toUpperCase(Locale.ROOT))).isFalse();
        assertThat(secret.verifies("text", right.substring(1))).isFalse();
        assertThat(secret.verifies("text", right + "0")).isFalse();
        assertThat(secret.verifies("text", "")).isFalse();
        assertThat(secret.verifies("text", "é\ud800")).isFalse();
        for (int i = 0; i < right.length(); i++) {
            char other = right.charAt(i) == '0' ? '1' : '0';
            assertThat(secret.verifies("text", right.substring(0, i) + other + right.substring(i + 1)))
                    .isFalse();
        }
    }

    @Test
    void a_secret_is_not_part_of_its_string_form() {
        Secret secret = new Secret("hush");

        assertThat(secret.toString()).doesNotContain("hush");
        assertThat(String.valueOf(List.of(secret))).doesNotContain("hush");
        assertThat(secret.reveal()).isEqualTo("hush");
    }

    @Test
    void secrets_are_equal_if_their_texts_are() {
        assertThat(new Secret("a")).isEqualTo(new Secret("a")).hasSameHashCodeAs(new Secret("a"));
        assertThat(new Secret("a")).isNotEqualTo(new Secret("b"));
    }

    @Test
    void concurrent_signing_is_safe() {
        Secret secret = new Secret("secret");
        String right = secret.sign("text");

        assertThat(Collections.nCopies(5_000, "text").parallelStream().map(secret::sign))
                .containsOnly(right);
    }
}
