package dev.vask.terraform.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.vask.terraform.wire.DynamicValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values in the plugin protocol: in MessagePack; Terraform can also send JSON. */
public final class DynamicValues {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DynamicValues() {}

    /** Reads a value from Terraform; an absent value is null. */
    public static Value read(DynamicValue value) {
        if (!value.getMsgpack().isEmpty()) {
            return MessagePack.read(value.getMsgpack().toByteArray());
        }
        return value.getJson().isEmpty() ? Value.NULL : readJson(value.getJson().toStringUtf8());
    }

    public static DynamicValue write(Value value) {
        return DynamicValue.newBuilder()
                .setMsgpack(ByteString.copyFrom(MessagePack.write(value)))
                .build();
    }

    /** Reads a value in JSON, such as a stored state. */
    public static Value readJson(String json) {
        try {
            return of(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Terraform sent a value that is not valid JSON", e);
        }
    }

    private static Value of(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> Value.of(json.textValue());
            case BOOLEAN -> Value.of(json.booleanValue());
            case NUMBER -> new Value.Number(json.decimalValue());
            case ARRAY -> {
                List<Value> items = new ArrayList<>();
                json.forEach(item -> items.add(of(item)));
                yield new Value.Items(items);
            }
            case OBJECT -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                json.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
                yield new Value.Fields(fields);
            }
            default -> Value.NULL;
        };
    }
}
