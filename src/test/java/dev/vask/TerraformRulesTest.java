package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Terraform modules follow {@link TerraformRule}. */
class TerraformRulesTest {

    @ParameterizedTest
    @EnumSource
    void a_rule_holds(TerraformRule rule) {
        assertThat(rule.holds()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_detects_a_violation(TerraformRule rule) {
        assertThat(rule.detectsViolation()).isTrue();
    }
}
