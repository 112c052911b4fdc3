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
 * Values in MessagePack, in Terraform's object wire format. Any extension is an unknown value; a number that does not fit into 64 bits is a
 * string.
 */
final class MessagePack {

    private static final byte UNKNOWN = 0;
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private MessagePack() {}

    static Value read(byte[] bytes) {
        try (MessageUnpacker unpacker = org.msgpack.core.MessagePack.newDefaultUnpacker(bytes)) {
            return read(unpacker);
        } catch (IOException e) {
            throw new UncheckedIOException("Terraform sent a value that is not valid MessagePack", e);
        }
    }

    private static Value read(MessageUnpacker unpacker) throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield Value.NULL;
            }
            case BOOLEAN -> Value.of(unpacker.unpackBoolean());
            case INTEGER -> new Value.Number(new BigDecimal(unpacker.unpackBigInteger()));
            case FLOAT -> new Value.Number(BigDecimal.valueOf(unpacker.unpackDouble()));
            case STRING -> Value.of(unpacker.unpackString());
            case ARRAY -> new Value.Items(readItems(unpacker));
            case MAP -> new Value.Fields(readFields(unpacker));
            case EXTENSION -> {
                unpacker.readPayload(unpacker.unpackExtensionTypeHeader().getLength());
                yield Value.UNKNOWN;
            }
            case BINARY -> throw new IOException("Terraform sent binary data, which this provider does not support");
        };
    }

    private static List<Value> readItems(MessageUnpacker unpacker) throws IOException {
        int size = unpacker.unpackArrayHeader();
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(read(unpacker));
        }
        return items;
    }

    private static Map<String, Value> readFields(MessageUnpacker unpacker) throws IOException {
        int size = unpacker.unpackMapHeader();
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            fields.put(unpacker.unpackString(), read(unpacker));
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

    private static void write(Value value, MessagePacker packer) throws IOException {
        switch (value) {
            case Value.Special special when special == Value.Special.NULL -> packer.packNil();
            case Value.Special _ -> packer.packExtensionTypeHeader(UNKNOWN, 1).writePayload(new byte[1]);
            case Value.Flag(boolean flag) -> packer.packBoolean(flag);
            case Value.Text(String text) -> packer.packString(text);
            case Value.Number(BigDecimal number) -> write(number, packer);
            case Value.Items(List<Value> items) -> {
                packer.packArrayHeader(items.size());
                for (Value item : items) {
                    write(item, packer);
                }
            }
            case Value.Fields(Map<String, Value> fields) -> {
                packer.packMapHeader(fields.size());
                for (Map.Entry<String, Value> field : fields.entrySet()) {
                    packer.packString(field.getKey());
                    write(field.getValue(), packer);
                }
            }
        }
    }

    private static void write(BigDecimal number, MessagePacker packer) throws IOException {
        BigInteger whole = number.scale() <= 0 ? number.toBigInteger() : null;
        if (whole != null && whole.compareTo(MIN) >= 0 && whole.compareTo(MAX) <= 0) {
            packer.packBigInteger(whole);
        } else {
            packer.packString(number.toString());
        }
    }
}
