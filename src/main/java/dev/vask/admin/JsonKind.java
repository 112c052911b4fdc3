package dev.vask.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What a field of a request body holds. */
enum JsonKind {
    STRING("must be a string"),
    BOOLEAN("must be true or false"),
    INTEGER("must be an integer"),
    ARRAY("must be an array"),
    OBJECT("must be an object");

    private final String problem;

    JsonKind(String problem) {
        this.problem = problem;
    }

    /** The error of a field with a value of another kind, unless its constraint has a more precise one. */
    String problem() {
        return problem;
    }

    /** The kind of a type; Jackson describes boxed types as primitive ones. */
    static JsonKind of(Class<?> type) {
        if (type == String.class) {
            return STRING;
        }
        if (type == boolean.class || type == Boolean.class) {
            return BOOLEAN;
        }
        return type == int.class || type == Integer.class ? INTEGER : OBJECT;
    }

    /** Whether the parser is at such a value. Nothing is converted: {@code "1"} and {@code 1.0} are no integers. */
    boolean isAt(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (this) {
            case STRING -> token == JsonToken.VALUE_STRING;
            case BOOLEAN -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
            case INTEGER -> token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT;
            case ARRAY -> token == JsonToken.START_ARRAY;
            case OBJECT -> token == JsonToken.START_OBJECT;
        };
    }
}
