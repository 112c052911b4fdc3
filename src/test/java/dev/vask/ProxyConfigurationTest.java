package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations of proxies in front of Vask. */
class ProxyConfigurationTest {

    private static final String NGINX = Manifests.text(Path.of("infra/vm/nginx.conf"));

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "/apps/"})
    void nginx_forwards(String path) {
        assertThat(location(path)).contains("proxy_pass http://vask;");
    }

    @Test
    void nginx_serves_nothing_else() {
        assertThat(location("/")).contains("return 404;").doesNotContain("proxy_pass");
        assertThat(NGINX.split("proxy_pass", -1)).hasSize(3);
    }

    @Test
    void nginx_upgrades_and_keeps_silent_connections() {
        assertThat(NGINX)
                .contains("proxy_http_version 1.1;", "proxy_set_header Upgrade $http_upgrade;")
                .contains("proxy_set_header Connection $vask_connection;");
        Matcher timeout = Pattern.compile("proxy_read_timeout (\\d+)s;").matcher(location("/app/"));
        assertThat(timeout.find()).isTrue();
        assertThat(Integer.parseInt(timeout.group(1))).isGreaterThan(150);
    }

    @Test
    void nginx_replaces_the_forwarded_address() {
        assertThat(NGINX)
                .contains("proxy_set_header X-Forwarded-For $remote_addr;")
                .doesNotContain("$proxy_add_x_forwarded_for");
    }

    @Test
    void nginx_has_balanced_braces_and_semicolons() {
        assertThat(NGINX.chars().filter(it -> it == '{').count())
                .isEqualTo(NGINX.chars().filter(it -> it == '}').count());
        assertThat(NGINX.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")))
                .allMatch(line -> line.endsWith(";") || line.endsWith("{") || line.equals("}"));
    }

    @Test
    void caddy_on_a_machine_forwards_two_paths_and_serves_nothing_else() {
        assertThat(Manifests.text(Path.of("infra/vm/Caddyfile")))
                .contains("@vask path /app/* /apps/*", "handle @vask {", "respond 404")
                .containsOnlyOnce("reverse_proxy");
    }

    @Test
    void caddy_of_compose_sends_each_path_to_its_role() {
        assertThat(Manifests.text(Path.of("infra/compose/Caddyfile")))
                .containsPattern("handle /app/\\* \\{\\s+reverse_proxy \\{\\s+dynamic a edge 8080")
                .containsPattern("handle /apps/\\* \\{\\s+reverse_proxy api:8080")
                .contains("respond 404");
    }

    private static String location(String path) {
        Matcher block = Pattern.compile("location " + Pattern.quote(path) + " \\{([^}]*)}")
                .matcher(NGINX);
        return block.find() ? block.group(1) : "";
    }
}
