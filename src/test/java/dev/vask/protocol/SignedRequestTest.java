package dev.vask.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vask.support.ProtocolPage;
import dev.vask.support.Signer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of section 3.1. */
class SignedRequestTest {

    private static final String KEY = "vaskdemo8f2c1a";
    private static final Secret SECRET = new Secret("s3cr3t-4b1d9e07c6");
    private static final Signer SIGNER = new Signer(KEY, "s3cr3t-4b1d9e07c6");
    private static final Instant NOW = Instant.ofEpochSecond(1_779_400_000);
    private static final String AUTH = "auth_key=vaskdemo8f2c1a&auth_timestamp=1779400000&auth_version=1.0";
    private static final String PATH = "/apps/vaskdemo8f2c1a/channels";

    // The vectors of 3.4

    static Stream<Arguments> vectors() {
        return ProtocolPage.read().vectors('V').entrySet().stream()
                .map(it -> arguments(Named.of(it.getKey(), it.getValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void a_vector_of_the_page_is_accepted(List<String> cells) {
        String parameters = cells.get(2).isEmpty() ? "" : "&" + cells.get(2);
        String md5 = cells.get(4).isEmpty() ? "" : "&body_md5=" + cells.get(4);

        verify(cells.get(0), cells.get(1), AUTH + md5 + parameters + "&auth_signature=" + cells.get(5), cells.get(3));
    }

    @Test
    void punctuation_in_a_path_may_be_escaped() {
        verify(
                "GET",
                "/apps/vaskdemo8f2c1a/channels/cache-a%3Db%40c%2Cd%3Be",
                AUTH + "&info=cache&auth_signature=fb6526ca8a101844606484f24b407a2da00f17ad46be75eca0abacfd90abf653",
                "");
    }

    @Test
    void the_vector_that_pusher_publishes() {
        String body = """
                {"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}""";
        String query = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                + "&body_md5=ec365a775a4cd0599faeb73354201b6f"
                + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";

        new SignedRequest("POST", "/apps/3/events", query)
                .verify(
                        "278d425bdf160c739803",
                        Instant.ofEpochSecond(1_353_088_179),
                        new Secret("7ad3773142a6692b25b8")::verifies)
                .body()
                .check(body.getBytes(UTF_8));
    }

    // What is signed

    @Test
    void the_method_is_signed() {
        String query = query(Map.of());

        verify("GET", PATH, query, "");
        assertRejected("auth_signature", "POST", PATH, query, "");
    }

    @Test
    void the_path_is_signed() {
        assertRejected("auth_signature", "GET", PATH + "/private-x", query(Map.of()), "");
    }

    @Test
    void every_other_parameter_is_signed() { // 3.1.a
        verify("GET", PATH, query(Map.of("info", "user_count", "anything", "at all")), "");
        assertRejected("auth_signature", "GET", PATH, query(Map.of()) + "&anything=more", "");
        assertRejected(
                "auth_signature",
                "GET",
                PATH,
                query(Map.of("info", "user_count")).replace("user_count", "cache"),
                "");
    }

    @Test
    void parameters_may_come_in_any_order_and_case() {
        String signature = SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&info=user_count");

        verify(
                "GET",
                PATH,
                "INFO=user_count&auth_signature=" + signature + "&auth_version=1.0&Auth_Timestamp=1779400000"
                        + "&AUTH_KEY=" + KEY,
                "");
    }

    @Test
    void values_are_signed_decoded_and_sent_either_way() { // 3.1.b
        String signature = SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&info=user_count,cache");

        verify("GET", PATH, AUTH + "&info=user_count,cache&auth_signature=" + signature, "");
        verify("GET", PATH, AUTH + "&info=user_count%2Ccache&auth_signature=" + signature, "");
    }

    @Test
    void a_lone_percent_sign_is_signed_as_it_is() {
        String signature = SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&filter_by_prefix=100%");

        verify("GET", PATH, AUTH + "&filter_by_prefix=100%&auth_signature=" + signature, "");
    }

    @Test
    void array_parameters_are_signed_pair_by_pair() { // 3.1.g
        String signature = SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&channels[]=b&channels[]=a");

        verify("GET", PATH, "channels[]=b&" + AUTH + "&channels%5B%5D=a&auth_signature=" + signature, "");
        assertRejected(
                "auth_signature",
                "GET",
                PATH,
                "channels[]=a&" + AUTH + "&channels[]=b&auth_signature=" + signature,
                "");
    }

    @Test
    void a_path_is_signed_raw_or_decoded() { // 3.1.f
        String raw = "/apps/vaskdemo8f2c1a/users/a%40b/events";
        String decoded = "/apps/vaskdemo8f2c1a/users/a@b/events";

        verify("GET", raw, AUTH + "&auth_signature=" + SIGNER.sign("GET\n" + raw + "\n" + AUTH), "");
        verify("GET", raw, AUTH + "&auth_signature=" + SIGNER.sign("GET\n" + decoded + "\n" + AUTH), "");
        verify("GET", decoded, AUTH + "&auth_signature=" + SIGNER.sign("GET\n" + decoded + "\n" + AUTH), "");
        assertRejected(
                "auth_signature",
                "GET",
                decoded,
                AUTH + "&auth_signature=" + SIGNER.sign("GET\n" + raw + "\n" + AUTH),
                "");
    }

    @Test
    void a_plus_is_signed_as_itself_or_as_a_space_and_read_as_it_was_signed() { // 15.20
        String itself = SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&x=a+b");
        String space = SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&x=a b");

        assertThat(verify("GET", PATH, AUTH + "&x=a+b&auth_signature=" + itself, "")
                        .all("x"))
                .containsExactly("a+b");
        assertThat(verify("GET", PATH, AUTH + "&x=a+b&auth_signature=" + space, "")
                        .all("x"))
                .containsExactly("a b");
        assertRejected("auth_signature", "GET", PATH, AUTH + "&x=a%2Bb&auth_signature=" + space, "");
    }

    @Test
    void a_plus_and_an_escaped_path_may_come_together() {
        String path = "/apps/vaskdemo8f2c1a/users/a%40b/events";
        String signature = SIGNER.sign("GET\n/apps/vaskdemo8f2c1a/users/a@b/events\n" + AUTH + "&x=a b");

        verify("GET", path, AUTH + "&x=a+b&auth_signature=" + signature, "");
    }

    // The body

    @Test
    void a_body_needs_its_md5() { // 3.1.d
        assertRejected("body_md5 is missing", "POST", PATH, queryFor("POST", Map.of()), "{}");
    }

    @Test
    void a_signed_md5_of_another_body_is_rejected() {
        assertRejected(
                "body_md5",
                "POST",
                PATH,
                queryFor("POST", Map.of("body_md5", Signer.md5("{ }".getBytes(UTF_8)))),
                "{}");
        assertRejected("body_md5", "POST", PATH, queryFor("POST", Map.of("body_md5", "")), "{}");
    }

    @Test
    void the_md5_is_in_lower_case() {
        assertRejected(
                "body_md5",
                "POST",
                PATH,
                queryFor("POST", Map.of("body_md5", "99914B932BD37A50B983C5E7C90AE93B")),
                "{}");
    }

    @Test
    void the_md5_of_no_body_is_checked_if_it_is_there() { // 3.1.c
        verify("GET", PATH, query(Map.of("body_md5", "d41d8cd98f00b204e9800998ecf8427e")), "");
        assertRejected("body_md5", "GET", PATH, query(Map.of("body_md5", "99914b932bd37a50b983c5e7c90ae93b")), "");
    }

    @Test
    void the_md5_is_of_raw_bytes() { // 3.1.e
        byte[] noText = {(byte) 0xff, (byte) 0xfe, 0, '\r', '\n'};

        new SignedRequest("POST", PATH, queryFor("POST", Map.of("body_md5", Signer.md5(noText))))
                .verify(KEY, NOW, SECRET::verifies)
                .body()
                .check(noText);
    }

    // The auth parameters

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature"})
    void each_auth_parameter_is_required(String name) { // 3.1.k
        String without = query(Map.of()).replaceFirst("(^|&)" + name + "=[^&]*", "");

        assertRejected(name + " is missing", "GET", PATH, without, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature", "body_md5"})
    void no_auth_parameter_may_be_repeated(String name) { // 3.1.h
        String query = query(Map.of("body_md5", "d41d8cd98f00b204e9800998ecf8427e"));
        String value = query.replaceFirst(".*\\b" + name + "=([^&]*).*", "$1");

        verify("GET", PATH, query, "");
        assertRejected(name + " must appear exactly once, found 2", "GET", PATH, query + "&" + name + "=" + value, "");
        assertRejected(
                name + " must appear exactly once, found 2",
                "GET",
                PATH,
                query + "&" + name.toUpperCase(Locale.ROOT) + "=x",
                "");
    }

    @Test
    void a_query_is_required() {
        assertRejected("auth_key is missing", "GET", PATH, null, "");
        assertRejected("auth_key is missing", "GET", PATH, "", "");
    }

    @Test
    void the_key_is_that_of_the_path() { // 2.3
        assertRejected("auth_key: 'other'", "GET", PATH, query(Map.of("auth_key", "other")), "");
        assertRejected("auth_key: ''", "GET", PATH, query(Map.of("auth_key", "")), "");
        assertRejected("auth_key", "GET", PATH, query(Map.of("auth_key", KEY.toUpperCase(Locale.ROOT))), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.00", "01.0", "2.0", "1.0 "})
    void the_version_is_exactly_1_0(String version) {
        assertRejected("auth_version", "GET", PATH, query(Map.of("auth_version", version)), "");
    }

    @ParameterizedTest
    @ValueSource(longs = {-600, -599, -1, 0, 1, 599, 600})
    void the_clocks_may_differ_by_ten_minutes(long seconds) { // 3.1.i
        verify("GET", PATH, query(Map.of("auth_timestamp", Long.toString(NOW.getEpochSecond() + seconds))), "");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_779_399_999, -601, 601, 1_000_000_000})
    void a_larger_clock_difference_is_rejected(long seconds) {
        assertRejected(
                "auth_timestamp",
                "GET",
                PATH,
                query(Map.of("auth_timestamp", Long.toString(NOW.getEpochSecond() + seconds))),
                "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "1779400000.0",
                "1779400000000",
                "-1779400000",
                "+1779400000",
                "0x6a0f8f40",
                " 1779400000",
                "1e9",
                "99999999999999999999999",
                "١٧٧٩٤٠٠٠٠٠"
            })
    void the_timestamp_is_an_integer_of_seconds(String timestamp) {
        assertRejected("auth_timestamp", "GET", PATH, query(Map.of("auth_timestamp", timestamp)), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "✓"})
    void the_signature_is_compared_in_full(String signature) {
        assertRejected("auth_signature", "GET", PATH, AUTH + "&auth_signature=" + signature, "");
    }

    @Test
    void the_signature_is_in_lower_case() {
        String signature = SIGNER.sign("GET\n" + PATH + "\n" + AUTH);

        verify("GET", PATH, AUTH + "&auth_signature=" + signature, "");
        assertRejected(
                "auth_signature", "GET", PATH, AUTH + "&auth_signature=" + signature.toUpperCase(Locale.ROOT), "");
    }

    @Test
    void the_signature_of_another_secret_is_rejected() {
        String query = new Signer(KEY, "another").request("GET", PATH, Map.of(), new byte[0], NOW.getEpochSecond());

        assertRejected("auth_signature", "GET", PATH, query.substring(query.indexOf('?') + 1), "");
    }

    @Test
    void a_request_may_be_replayed() { // 3.1.j
        String query = query(Map.of());

        verify("GET", PATH, query, "");
        verify("GET", PATH, query, "");
    }

    @Test
    void the_error_has_the_text_to_sign_but_not_the_signature() {
        assertThatThrownBy(() -> verify("GET", PATH, AUTH + "&info=cache&auth_signature=0", ""))
                .hasMessageEndingWith("GET\n" + PATH + "\n" + AUTH + "&info=cache")
                .message()
                .doesNotContain(SIGNER.sign("GET\n" + PATH + "\n" + AUTH + "&info=cache"));
    }

    @Test
    void the_error_of_a_long_query_is_short() {
        assertThatThrownBy(() -> verify("GET", PATH, AUTH + "&x=" + "y".repeat(8_000) + "&auth_signature=0", ""))
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(1_200));
    }

    @Property
    void any_signed_and_escaped_parameters_are_accepted(
            @ForAll @Size(max = 5) Map<@AlphaChars @NumericChars String, String> parameters) {
        Map<String, String> own = new TreeMap<>();
        parameters.forEach(
                (name, value) -> own.put(name.toLowerCase(Locale.ROOT), new String(value.getBytes(UTF_8), UTF_8)));

        verify("GET", PATH, query(own), "");
    }

    private static String query(Map<String, String> parameters) {
        return queryFor("GET", parameters);
    }

    private static String queryFor(String method, Map<String, String> parameters) {
        String request = SIGNER.request(method, PATH, parameters, new byte[0], NOW.getEpochSecond());
        return request.substring(request.indexOf('?') + 1);
    }

    private static Query verify(String method, String path, String query, String body) {
        return verify(new SignedRequest(method, path, query), body);
    }

    private static Query verify(SignedRequest request, String body) {
        SignedRequest.Verified signed = request.verify(KEY, NOW, SECRET::verifies);
        signed.body().check(body.getBytes(UTF_8));
        return signed.parameters();
    }

    private static void assertRejected(String reason, String method, String path, @Nullable String query, String body) {
        SignedRequest request = new SignedRequest(method, path, query);

        assertThatThrownBy(() -> verify(request, body))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining(reason);
    }
}
