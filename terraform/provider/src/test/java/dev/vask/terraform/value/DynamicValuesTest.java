package dev.vask.terraform.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.vask.terraform.value.Value.Fields;
import dev.vask.terraform.wire.DynamicValue;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values in Terraform's object wire format. */
class DynamicValuesTest {

    @Test
    void every_kind_of_value_is_written_and_read() {
        Value value = new Fields(Map.of(
                "null",
                Value.NULL,
                "unknown",
                Value.UNKNOWN,
                "text",
                Value.of("Grüße"),
                "flag",
                Value.of(true),
                "small",
                Value.of(-1),
                "large",
                new Value.Number(new BigDecimal("18446744073709551615")),
                "larger",
                new Value.Number(new BigDecimal("18446744073709551616")),
                "half",
                new Value.Number(new BigDecimal("0.5")),
                "items",
                new Value.Items(List.of(Value.of("one"), Value.UNKNOWN))));

        assertThat(read(bytes(DynamicValues.write(value))))
                .isEqualTo(((Fields) value)
                        .with("larger", Value.of("18446744073709551616"))
                        .with("half", Value.of("0.5")));
    }

    @Test
    void any_extension_is_an_unknown_value() {
        assertThat(read(0xd4, 0x00, 0x00)).isEqualTo(Value.UNKNOWN);
        assertThat(read(0xc7, 0x03, 0x0c, 0x81, 0x01, 0xc2)).isEqualTo(Value.UNKNOWN);
    }

    @Test
    void numbers_are_equal_in_every_encoding() {
        assertThat(read(0x0a)).isEqualTo(Value.of(10));
        assertThat(read(0xcb, 0x40, 0x24, 0, 0, 0, 0, 0, 0)).isEqualTo(Value.of(10));
    }

    @Test
    void an_absent_value_is_null_and_json_is_read() {
        assertThat(DynamicValues.read(DynamicValue.getDefaultInstance())).isEqualTo(Value.NULL);
        assertThat(DynamicValues.read(DynamicValue.newBuilder()
                        .setJson(ByteString.copyFromUtf8("{\"a\":[1,true,null]}"))
                        .build()))
                .isEqualTo(new Fields(Map.of("a", new Value.Items(List.of(Value.of(1), Value.of(true), Value.NULL)))));
    }

    @Test
    void an_incomplete_value_is_rejected() {
        assertThatThrownBy(() -> read(0x92, 0x01)).isInstanceOfAny(UncheckedIOException.class, RuntimeException.class);
    }

    @Test
    void to_string_does_not_contain_the_text() {
        assertThat(Value.of("secret").toString()).doesNotContain("secret");
    }

    private static Value read(int... message) {
        byte[] bytes = new byte[message.length];
        for (int i = 0; i < message.length; i++) {
            bytes[i] = (byte) message[i];
        }
        return read(bytes);
    }

    private static Value read(byte[] message) {
        return DynamicValues.read(DynamicValue.newBuilder()
                .setMsgpack(ByteString.copyFrom(message))
                .build());
    }

    private static byte[] bytes(DynamicValue value) {
        return value.getMsgpack().toByteArray();
    }
}
