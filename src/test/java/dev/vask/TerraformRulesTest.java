package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Terraform modules that deploy Vask. */
class TerraformRulesTest {

    @ParameterizedTest
    @EnumSource
    void a_rule_is_kept(TerraformRule rule) {
        assertThat(rule.isKept()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_finds_what_breaks_it(TerraformRule rule) {
        assertThat(rule.noticesItsViolation()).isTrue();
    }
}
