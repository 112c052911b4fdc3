package dev.vask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table of {@code vask history}. */
class HistoryCommandTest {

    @Test
    void data_of_up_to_60_characters_is_shown_whole() {
        assertThat(HistoryCommand.shortened("x".repeat(60))).isEqualTo("x".repeat(60));
        assertThat(HistoryCommand.shortened("😀".repeat(60))).isEqualTo("😀".repeat(60));
    }

    @Test
    void longer_data_is_cut_between_characters() {
        assertThat(HistoryCommand.shortened("x".repeat(61))).isEqualTo("x".repeat(57) + "...");
        assertThat(HistoryCommand.shortened("x" + "😀".repeat(60))).isEqualTo("x" + "😀".repeat(56) + "...");
    }
}
