package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {

    @Test
    void names_are_lower_case_and_sorted() {
        assertThat(signed("Info=user_count&AUTH_KEY=k&filter_by_prefix=P"))
                .isEqualTo("auth_key=k&filter_by_prefix=P&info=user_count");
    }

    @Test
    void the_order_is_that_of_bytes() {
        assertThat(signed("a_b=1&a=2&aB=3&a-b=4&é=5&z=6&%EF%BF%BD=7&%F0%9F%8E%89=8"))
                .isEqualTo("a=2&a-b=4&a_b=1&ab=3&z=6&é=5&\ufffd=7&🎉=8");
    }

    @Test
    void the_signature_is_left_out_and_nothing_else_is() {
        assertThat(signed("auth_signature=s&body_md5=m&anything=x")).isEqualTo("anything=x&body_md5=m");
        assertThat(signed("Auth_Signature=s&a=b")).isEqualTo("a=b");
    }

    @Test
    void values_are_decoded() {
        assertThat(signed("info=user_count%2Csubscription_count&p=%C3%A9%26%3D"))
                .isEqualTo("info=user_count,subscription_count&p=é&=");
    }

    @Test
    void pairs_of_one_name_stay_in_the_order_in_which_they_came() {
        assertThat(signed("channels[]=b&name=n&channels%5B%5D=a&channels[]=c"))
                .isEqualTo("channels[]=b&channels[]=a&channels[]=c&name=n");
    }

    @Test
    void a_value_may_be_empty_absent_or_hold_equals_signs() {
        assertThat(signed("c&b=&a=x=y=&&")).isEqualTo("a=x=y=&b=&c=");
    }

    @Test
    void a_plus_is_itself_or_a_space() {
        assertThat(Query.parse("a=1+2", false).all("a")).containsExactly("1+2");
        assertThat(Query.parse("a=1+2%2B3", true).all("a")).containsExactly("1 2+3");
    }

    @Test
    void there_may_be_no_query() {
        assertThat(signed("")).isEmpty();
        assertThat(Query.parse(null, false).all("info")).isEmpty();
    }

    private static String signed(String query) {
        return Query.parse(query, false).without("auth_signature");
    }
}
