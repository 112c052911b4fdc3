package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files for platforms mean there what they should. */
class PlatformRulesTest {

    @ParameterizedTest
    @EnumSource
    void a_rule_is_kept(PlatformRule rule) {
        assertThat(rule.isKept()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_finds_what_breaks_it(PlatformRule rule) {
        assertThat(rule.noticesItsViolation()).isTrue();
    }
}
