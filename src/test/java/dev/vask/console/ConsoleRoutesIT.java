package dev.vask.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Http;
import dev.vask.support.Response;
import dev.vask.support.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the files of the console are served. */
class ConsoleRoutesIT {

    private static final Pattern RELATED = Pattern.compile("(?:from|import)\\s*\\(?\"\\./([A-Za-z0-9-]+\\.js)\"");
    private static final Pattern REFERENCES = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    private static final int MAX_FIRST_LOAD_BYTES = 200_000;

    private final Server server = Server.standard();

    @Test
    void the_console_is_on_the_management_port_and_where_the_admin_api_is() {
        URI on = Server.with(Map.of("vask.admin.public", "true")).api();
        URI off = Server.with(Map.of("vask.admin.public", "false")).api();

        assertThat(get(server.management(), "/console/").expect(200).body()).contains("<vask-console>");
        assertThat(get(on, "/console/").expect(200).body()).contains("<vask-console>");
        assertThat(get(off, "/console/").expect(404).body())
                .contains("The console is served on the management port", "vask.admin.public");
    }

    @Test
    void the_headers_forbid_foreign_and_inline_scripts_and_frames() throws Exception {
        HttpResponse<byte[]> page = send("/console/");

        assertThat(header(page, "Content-Security-Policy"))
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "frame-ancestors 'none'",
                        "base-uri 'none'",
                        "form-action 'none'")
                .doesNotContain("unsafe");
        assertThat(header(page, "X-Frame-Options")).isEqualTo("DENY");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void a_path_without_a_slash_is_redirected_by_a_relative_location() throws Exception {
        HttpResponse<byte[]> redirect = send("/console");

        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(header(redirect, "Location")).isEqualTo("console/");
    }

    @Test
    void files_are_compressed_and_revalidated() throws Exception {
        HttpResponse<byte[]> plain = send("/console/main.js");
        HttpResponse<byte[]> compressed = send("/console/main.js", "Accept-Encoding", "gzip, br");
        HttpResponse<byte[]> known = send("/console/main.js", "If-None-Match", header(plain, "ETag"));

        assertThat(header(plain, "Content-Type")).startsWith("text/javascript");
        assertThat(header(plain, "Cache-Control")).isEqualTo("no-cache");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
    }

    /** All files together, also those that the page loads later, are below the limit for the first load. */
    @Test
    void the_whole_console_is_smaller_than_the_limit_of_the_first_load() throws Exception {
        Set<String> files = new HashSet<>(Set.of(""));
        collect("", REFERENCES, files);
        collect("main.js", RELATED, files);
        long bytes = 0;
        for (String file : files) {
            bytes += send("/console/" + file, "Accept-Encoding", "gzip").body().length;
        }

        assertThat(files).hasSizeGreaterThan(3).contains("main.js", "style.css");
        assertThat(bytes).isBetween(5_000L, (long) MAX_FIRST_LOAD_BYTES);
    }

    private void collect(String file, Pattern pattern, Set<String> files) throws Exception {
        String text = new String(send("/console/" + file).body(), StandardCharsets.UTF_8);
        List<String> found = pattern.matcher(text)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
        for (String next : found) {
            if (files.add(next) && next.endsWith(".js")) {
                collect(next, RELATED, files);
            }
        }
    }

    @Test
    void files_with_a_hash_in_their_name_are_cached_for_good() throws Exception {
        Set<String> files = new HashSet<>();
        collect("main.js", RELATED, files);

        String chunk =
                files.stream().filter(it -> it.startsWith("chunk-")).findFirst().orElseThrow();
        assertThat(header(send("/console/" + chunk), "Cache-Control")).contains("immutable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/nothing.js",
                "/console/../application.properties",
                "/console/..%2fapplication.properties",
                "/console/%2e%2e/application.properties",
                "/console/sub/main.js",
                "/console/main.js/",
                "/consoles"
            })
    void there_is_nothing_else(String path) throws Exception {
        assertThat(send(path).statusCode()).isIn(400, 404);
    }

    @Test
    void only_the_management_port_names_the_public_port() {
        assertThat(get(server.management(), "/console/config.json")
                        .expect(200)
                        .json()
                        .path("public_port")
                        .intValue())
                .isEqualTo(server.api().getPort());
        assertThat(get(Server.with(Map.of("vask.admin.public", "true")).api(), "/console/config.json")
                        .expect(200)
                        .body())
                .isEqualTo("{}");
    }

    private static Response get(URI port, String path) {
        return Http.request("GET", port.resolve(path), new byte[0]);
    }

    private HttpResponse<byte[]> send(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.management() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
