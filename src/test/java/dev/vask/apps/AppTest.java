package dev.vask.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.protocol.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppTest {

    @Test
    void an_app_lets_browsers_come_from_everywhere_until_it_names_origins() {
        App open = App.withDefaults("shop", new Secret("s"));
        App picky = new App(
                "shop", "shop", true, false, false, List.of("https://shop.example.com", "*.example.org"),
                Quotas.DEFAULTS, open.secrets());

        assertThat(open.allowsOrigin("https://anywhere.test")).isTrue();
        assertThat(picky.allowsOrigin("https://shop.example.com")).isTrue();
        assertThat(picky.allowsOrigin("https://www.example.org")).isTrue();
        assertThat(picky.allowsOrigin("https://anywhere.test")).isFalse();
    }
}
