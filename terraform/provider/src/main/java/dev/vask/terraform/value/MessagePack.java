package dev.vask.terraform.value;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/**
 * Values in MessagePack, as Terraform's object wire format has them. Any extension is an unknown value, whatever it says of
 * it; a number that no 64 bits hold is a string.
 */
final class MessagePack {

    private static final byte UNKNOWN = 0;
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private MessagePack() {}

    static Value read(byte[] bytes) {
        try (MessageUnpacker unpacker = org.msgpack.core.MessagePack.newDefaultUnpacker(bytes)) {
            return read(unpacker);
        } catch (IOException e) {
            throw new UncheckedIOException("Terraform sent a value that is not valid MessagePack", e);
        }
    }

    private static Value read(MessageUnpacker from) throws IOException {
        return switch (from.getNextFormat().getValueType()) {
            case NIL -> {
                from.unpackNil();
                yield Value.NULL;
            }
            case BOOLEAN -> Value.of(from.unpackBoolean());
            case INTEGER -> new Value.Number(new BigDecimal(from.unpackBigInteger()));
            case FLOAT -> new Value.Number(BigDecimal.valueOf(from.unpackDouble()));
            case STRING -> Value.of(from.unpackString());
            case ARRAY -> new Value.Items(readItems(from));
            case MAP -> new Value.Fields(readFields(from));
            case EXTENSION -> {
                from.readPayload(from.unpackExtensionTypeHeader().getLength());
                yield Value.UNKNOWN;
            }
            case BINARY -> throw new IOException("Terraform sent binary data, which this provider does not support");
        };
    }

    private static List<Value> readItems(MessageUnpacker from) throws IOException {
        int size = from.unpackArrayHeader();
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(read(from));
        }
        return items;
    }

    private static Map<String, Value> readFields(MessageUnpacker from) throws IOException {
        int size = from.unpackMapHeader();
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            fields.put(from.unpackString(), read(from));
        }
        return fields;
    }

    static byte[] write(Value value) {
        try (MessageBufferPacker packer = org.msgpack.core.MessagePack.newDefaultBufferPacker()) {
            write(value, packer);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static void write(Value value, MessagePacker to) throws IOException {
        switch (value) {
            case Value.Special special when special == Value.Special.NULL -> to.packNil();
            case Value.Special _ -> to.packExtensionTypeHeader(UNKNOWN, 1).writePayload(new byte[1]);
            case Value.Flag(boolean flag) -> to.packBoolean(flag);
            case Value.Text(String text) -> to.packString(text);
            case Value.Number(BigDecimal number) -> write(number, to);
            case Value.Items(List<Value> items) -> {
                to.packArrayHeader(items.size());
                for (Value item : items) {
                    write(item, to);
                }
            }
            case Value.Fields(Map<String, Value> fields) -> {
                to.packMapHeader(fields.size());
                for (Map.Entry<String, Value> field : fields.entrySet()) {
                    to.packString(field.getKey());
                    write(field.getValue(), to);
                }
            }
        }
    }

    private static void write(BigDecimal number, MessagePacker to) throws IOException {
        BigInteger whole = number.scale() <= 0 ? number.toBigInteger() : null;
        if (whole != null && whole.compareTo(LEAST) >= 0 && whole.compareTo(MOST) <= 0) {
            to.packBigInteger(whole);
        } else {
            to.packString(number.toString());
        }
    }
}
