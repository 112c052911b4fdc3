package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of section 3.4 for channels, users and webhooks, and those that Pusher publishes. */
class SignatureVectorsTest {

    private static final Secret OURS = new Secret("s3cr3t-4b1d9e07c6");
    private static final Secret PUSHERS = new Secret("7ad3773142a6692b25b8");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "A1 private channel | 1234.5678:private-dashboard.42"
                + " | 72a0ab7b7e35831dababad005af134abc8e04f9edc326e76bdc4e4200679181b",
        "A2 presence channel | 1234.5678:presence-room.42:{\"user_id\":\"user-123\",\"user_info\":{\"name\":\"Ada\"}}"
                + " | fa5db5f6b6cb9bd128722a940346b37e1b1242321b121ca741f07739b32dfaf0",
        "A3 numeric id | 1234.5678:presence-room.42:{\"user_id\":10}"
                + " | c17853d7d86b3898d0e15044b7fa4c53fd2ebec26f11c81ddacc31d90a02e3d9",
        "A4 user | 1234.5678::user::{\"id\":\"user-123\",\"name\":\"Ada\"}"
                + " | 220298e3c42aa76fd0de060b2583ebe145647a04756219b9eb8935052fe5e40a",
        "A5 user with a watchlist"
                + " | 1234.5678::user::{\"id\":\"user-123\",\"name\":\"Ada\",\"watchlist\":[\"user-456\",\"user-789\"]}"
                + " | f47787b0035e157cf197b127345de5635ab5eb0c6b4b65280b53f36f8f52deea",
        "A6 encrypted channel | 1234.5678:private-encrypted-chat.42"
                + " | d1c1fd54a667a6ddadc501c562c2e43d115087a87a2e1b42b8be6c41e4e2e679",
        "W1 webhook"
                + " | {\"time_ms\":1779400000123,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"public-feed\"}]}"
                + " | a44f5e87fdd54f543c9cf60bac30d2fc4b91a07d53977bf6e3a747b817408e0b",
        "W2 webhook | {\"time_ms\":1779400000456,\"events\":[{\"name\":\"client_event\",\"channel\":\"presence-room.42\","
                + "\"event\":\"client-typing\",\"data\":\"{\\\"is_typing\\\":true}\",\"socket_id\":\"1234.5678\","
                + "\"user_id\":\"user-123\"}]} | 486f5fa6a01c93a52200dabe6d15fc8ef7505e4fa0e1d2aa9949dbe2cb5ae988",
    })
    void a_secret_makes_our_vectors(String name, String text, String signature) {
        assertThat(OURS.sign(text)).isEqualTo(signature);
        assertThat(OURS.verifies(text, signature)).isTrue();
        assertThat(OURS.verifies(text + " ", signature)).isFalse();
        assertThat(PUSHERS.verifies(text, signature)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "private channel | 1234.1234:private-foobar | 58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
        "user | 1234.1234::user::{\"id\":\"12345\"} | 4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
        "presence channel, with the digest that the page should show"
                + " | 1234.1234:presence-foobar:{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Channels\"}}"
                + " | 31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
    })
    void a_secret_makes_the_vectors_that_pusher_publishes(String name, String text, String signature) {
        assertThat(PUSHERS.sign(text)).isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "72a0ab7b7e35831dababad005af134abc8e04f9edc326e76bdc4e4200679181",
        "72a0ab7b7e35831dababad005af134abc8e04f9edc326e76bdc4e4200679181b0",
        "72a0ab7b7e35831dababad005af134abc8e04f9edc326e76bdc4e4200679181c",
        "72A0AB7B7E35831DABABAD005AF134ABC8E04F9EDC326E76BDC4E4200679181B",
        "✓",
    })
    void a_signature_is_all_of_its_lower_case_digits_or_nothing(String wrong) {
        assertThat(OURS.verifies("1234.5678:private-dashboard.42", wrong)).isFalse();
    }
}
