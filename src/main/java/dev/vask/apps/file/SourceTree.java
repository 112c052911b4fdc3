package dev.vask.apps.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.vask.protocol.SafeQuote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A parsed text of YAML or JSON, with the line of each value. Anchors and aliases of YAML are rejected. */
final class SourceTree {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Map<String, Integer> lines = new HashMap<>();
    private final JsonNode root;

    private SourceTree(JsonParser parser) throws IOException, InvalidAppsFileException {
        if (parser.nextToken() == null) {
            throw new InvalidAppsFileException("the file is empty");
        }
        root = value(parser, "");
        if (parser.nextToken() != null) {
            throw at(parser, "must contain one document");
        }
    }

    /**
     * Parses a text.
     *
     * @param factory the factory of the format
     * @throws InvalidAppsFileException if it is invalid
     */
    static SourceTree parse(byte[] utf8, JsonFactory factory) throws InvalidAppsFileException {
        try (JsonParser parser = factory.createParser(decoded(utf8))) {
            return new SourceTree(parser);
        } catch (JsonProcessingException e) {
            throw syntaxError(e);
        } catch (IOException | NumberFormatException e) { // thrown by Jackson without a location
            throw new InvalidAppsFileException("not valid: " + SafeQuote.of(String.valueOf(e.getMessage())));
        }
    }

    private static String decoded(byte[] utf8) throws InvalidAppsFileException {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidAppsFileException("must be encoded in UTF-8");
        }
    }

    /** SnakeYAML's own message has several lines with parts of the file, which can contain secrets. */
    private static InvalidAppsFileException syntaxError(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml) {
            Mark mark = yaml.getProblemMark();
            return InvalidAppsFileException.at(
                    mark == null ? 0 : mark.getLine() + 1,
                    "not valid YAML: " + SafeQuote.of(String.valueOf(yaml.getProblem())));
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        return InvalidAppsFileException.at(line, "not valid: " + SafeQuote.of(e.getOriginalMessage()));
    }

    /** The parsed value. */
    JsonNode root() {
        return root;
    }

    /** The line of the value with this path, such as {@code apps[0].quotas.max_connections}, or of the closest value around it. */
    int line(String path) {
        String place = path;
        while (!lines.containsKey(place) && !place.isEmpty()) {
            place = place.substring(0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
        }
        return lines.getOrDefault(place, 0);
    }

    private JsonNode value(JsonParser parser, String path) throws IOException, InvalidAppsFileException {
        lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
        if (parser instanceof YAMLParser yaml && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
            throw at(parser, "anchors (&) and aliases (*) of YAML are not supported; quote a text that begins so");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> BooleanNode.valueOf(parser.getBooleanValue());
            case VALUE_NULL -> NullNode.instance;
            default -> throw at(parser, "this kind of value is not supported");
        };
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
            case LONG -> LongNode.valueOf(parser.getLongValue());
            default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(JsonParser parser, String path) throws IOException, InvalidAppsFileException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String field = path.isEmpty() ? name : path + "." + name;
            if (object.has(name)) {
                throw at(parser, "%s occurs more than once".formatted(SafeQuote.of(name)));
            }
            lines.put(field, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            object.set(name, value(parser, field));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String path) throws IOException, InvalidAppsFileException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, path + "[" + array.size() + "]"));
        }
        return array;
    }

    private static InvalidAppsFileException at(JsonParser parser, String problem) {
        return InvalidAppsFileException.at(parser.currentTokenLocation().getLineNr(), problem);
    }
}
