package dev.vask.live.redis.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which statements of a prelude a script begins with. */
class LuaPreludeTest {

    private static final LuaPrelude PRELUDE = new LuaPrelude("""
            -- A comment about second().
            local first, other = KEYS[1], 2
            local unused = 3

            if first == '' then
              return 'unused'
            end

            local function second() return other end

            -- A comment.
            local function third(x)
              -- second() returns 2
              return second() + x
            end
            local text =
              'third'
            """);

    @Test
    void statements_that_declare_nothing_and_what_they_use_are_always_needed() {
        assertThat(PRELUDE.before("return 1")).isEqualTo("""
                local first, other = KEYS[1], 2
                if first == '' then
                  return 'unused'
                end
                """);
    }

    @Test
    void declarations_are_added_with_what_they_use_in_their_order() {
        assertThat(PRELUDE.before("return third(4)")).isEqualTo("""
                local first, other = KEYS[1], 2
                if first == '' then
                  return 'unused'
                end
                local function second() return other end
                local function third(x)
                  return second() + x
                end
                """);
    }

    @Test
    void fields_are_not_names() {
        assertThat(PRELUDE.before("return table.second, 'x'..other")).doesNotContain("function");
        assertThat(PRELUDE.before("return 'x'..second()")).contains("local function second");
    }

    @Test
    void names_in_strings_and_comments_do_not_count() {
        assertThat(PRELUDE.before("return 'third' -- and second")).doesNotContain("function");
        assertThat(PRELUDE.before("return text"))
                .contains("local text =\n  'third'\n")
                .doesNotContain("function");
    }

    @Test
    void a_publish_does_not_create_the_functions_of_subscriptions() {
        assertThat(LuaScript.PUBLISH.text())
                .contains("local function log(", "local function takeSequences(")
                .doesNotContain("local function signOut(", "local function setMember(", "local history");
    }
}
