package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SafeQuoteTest {

    @Test
    void what_is_short_and_printable_stays() {
        assertThat(SafeQuote.of("a ~#'\"<>")).isEqualTo("a ~#'\"<>");
        assertThat(SafeQuote.of("x".repeat(60))).hasSize(60).doesNotContain("...");
    }

    @Test
    void what_is_long_is_cut() {
        assertThat(SafeQuote.of("x".repeat(61))).isEqualTo("x".repeat(60) + "...");
    }

    @Test
    void what_is_not_printable_is_replaced() {
        assertThat(SafeQuote.of("a\nb\u001b[31m\u007fé\0")).isEqualTo("a?b?[31m???");
    }

    @Property
    void any_quote_is_short_and_printable(@ForAll String text) {
        assertThat(SafeQuote.of(text)).hasSizeLessThanOrEqualTo(63).matches("[\\x20-\\x7e]*");
    }
}
