package dev.vask.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vask.support.ProtocolPage;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The test vectors of section 3.4, read from the page. */
class SignatureVectorsTest {

    private static final ProtocolPage PAGE = ProtocolPage.read();
    private static final Secret OURS = new Secret("s3cr3t-4b1d9e07c6");
    private static final Secret PUSHERS = new Secret("7ad3773142a6692b25b8");

    static Stream<Arguments> ofChannelsAndUsers() {
        return PAGE.vectors('A').entrySet().stream()
                .map(it -> arguments(
                        it.getKey(), it.getValue().get(0), it.getValue().get(1).replace("vaskdemo8f2c1a:", "")));
    }

    static Stream<Arguments> ofWebhooks() {
        return PAGE.vectors('W').entrySet().stream()
                .map(it -> arguments(
                        it.getKey(), it.getValue().get(0), it.getValue().get(1)));
    }

    static Stream<Arguments> ofPusher() {
        return PAGE.vectors('P').entrySet().stream()
                .map(it -> arguments(
                        it.getKey(), it.getValue().get(0), it.getValue().get(1).replace("278d425bdf160c739803:", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofChannelsAndUsers", "ofWebhooks"})
    void a_secret_produces_the_vectors_of_the_page(String name, String text, String signature) {
        assertThat(OURS.sign(text)).isEqualTo(signature);
        assertThat(OURS.verifies(text, signature)).isTrue();
        assertThat(OURS.verifies(text + " ", signature)).isFalse();
        assertThat(PUSHERS.verifies(text, signature)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofPusher")
    void a_secret_produces_the_vectors_that_pusher_publishes(String name, String text, String signature) {
        assertThat(PUSHERS.sign(text)).isEqualTo(signature);
    }

    @Test
    void the_page_has_every_vector() {
        assertThat(PAGE.vectors('V')).hasSize(8);
        assertThat(PAGE.vectors('A')).hasSize(6);
        assertThat(PAGE.vectors('E')).hasSize(1);
        assertThat(PAGE.vectors('W')).hasSize(2);
        assertThat(PAGE.vectors('P')).hasSize(3);
    }

    @Test
    void an_sdk_derives_the_shared_secret_of_the_page() throws Exception {
        List<String> vector = PAGE.vectors('E').get("E1");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(vector.get(0).getBytes(UTF_8));

        byte[] shared = digest.digest(Base64.getDecoder().decode(vector.get(1)));

        assertThat(Base64.getEncoder().encodeToString(shared)).isEqualTo(vector.get(2));
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
