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

/** How Vask reads and writes JSON: strictly, each key of an object once, keeping numbers as they came. */
public final class Json {

    /** Keeps numbers exactly, refuses trailing text and repeated keys; shared, never reconfigured. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** How Jackson says it: the exception has no field for the key. */
    private static final Pattern REPEATED_KEY = Pattern.compile("^Duplicate field '(.*)' for ", Pattern.DOTALL);

    /** What the JDK reads in place of bytes that are no UTF-8, unless somebody wrote it. */
    private static final char UNREADABLE = '\uFFFD';

    private Json() {}

    /**
     * Reads a JSON object from raw bytes.
     *
     * @throws InvalidJsonException if they are no UTF-8, no JSON, or JSON of another kind; the message says which
     */
    public static ObjectNode object(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(UNREADABLE) >= 0 && !isUtf8(utf8)) {
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
     * Reads a JSON object.
     *
     * @throws InvalidJsonException if the text is no JSON, or JSON of another kind; the message says which
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
        } catch (NumberFormatException e) { // Jackson lets it through
            throw new InvalidJsonException("not valid JSON: the exponent of a number is too large");
        }
    }

    private static String problem(String message) {
        Matcher repeated = REPEATED_KEY.matcher(message);
        return repeated.find()
                ? "the key '%s' occurs more than once in one object".formatted(Quote.of(repeated.group(1)))
                : "not valid JSON: " + Quote.of(message);
    }

    /** The node as text without white space between tokens. */
    public static String compact(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed tree is valid JSON", e);
        }
    }

    /** What a node is, for a sentence that says what was found: {@code a string}, {@code nothing}, ... */
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

    /** Whether every surrogate has its partner, so that the text exists in UTF-8; JSON escapes can make text that does not. */
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
        return text.getBytes(StandardCharsets.UTF_8).length; // the JDK encodes faster than a loop here could count
    }
}
