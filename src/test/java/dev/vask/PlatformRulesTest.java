package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The deployment files follow {@link PlatformRule}. */
class PlatformRulesTest {

    @ParameterizedTest
    @EnumSource
    void a_rule_holds(PlatformRule rule) {
        assertThat(rule.holds()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_detects_a_violation(PlatformRule rule) {
        assertThat(rule.detectsViolation()).isTrue();
    }
}
