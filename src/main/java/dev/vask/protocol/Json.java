package dev.vask.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes JSON: rejects duplicate keys and keeps numbers unchanged. */
public final class Json {

    /** Keeps numbers exactly, rejects trailing text and duplicate keys. Shared; do not reconfigure it. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Jackson's message: the exception has no field for the key. */
    private static final Pattern REPEATED_KEY = Pattern.compile("^Duplicate field '(.*)' for ", Pattern.DOTALL);

    /** The replacement character of the JDK for invalid UTF-8. Valid text can also contain it. */
    private static final char REPLACEMENT_CHARACTER = '\uFFFD';

    private Json() {}

    /**
     * Parses a JSON object from raw bytes.
     *
     * @throws InvalidJsonException if they are not UTF-8, not JSON, or not an object
     */
    public static ObjectNode object(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT_CHARACTER) >= 0 && !isUtf8(utf8)) {
            throw new InvalidJsonException("not valid UTF-8");
        }
        return object(text);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Parses a JSON object.
     *
     * @throws InvalidJsonException if the text is not JSON or not an object
     */
    public static ObjectNode object(String text) {
        JsonNode node = parse(text);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidJsonException("must be a JSON object, found " + kindOf(node));
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(problem(e.getOriginalMessage()));
        } catch (NumberFormatException e) { // thrown by Jackson without a wrapper
            throw new InvalidJsonException("not valid JSON: the exponent of a number is too large");
        }
    }

    private static String problem(String message) {
        Matcher repeated = REPEATED_KEY.matcher(message);
        return repeated.find()
                ? "the key '%s' occurs more than once in one object".formatted(SafeQuote.of(repeated.group(1)))
                : "not valid JSON: " + SafeQuote.of(message);
    }

    /** The node as text, without white space between tokens. */
    public static String compact(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed tree is valid JSON", e);
        }
    }

    /** The kind of a node for error messages: {@code a string}, {@code nothing}, ... */
    public static String kindOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    /** Whether all surrogates are paired, so that the text can be encoded in UTF-8. JSON escapes can create text that cannot. */
    public static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The length of the text in UTF-8 bytes. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length; // the JDK's encoder is faster than a counting loop
    }
}
