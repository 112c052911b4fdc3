package dev.vask.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value of one {@link JsonKind}. A value of another kind, or null, is added to the problems of the request and read as
 * absent, so that one response can name all wrong fields. Null is allowed as a value of a map, and for properties with
 * {@code @JsonSetter(nulls = Nulls.SKIP)}.
 */
final class StrictDeserializer extends DelegatingDeserializer {

    /** The attribute of the reader with the problems: a {@code Map} of errors by path. */
    static final String PROBLEMS = "problems";

    private final JsonKind kind;
    private final boolean nullable;

    StrictDeserializer(JsonDeserializer<?> delegate, JsonKind kind) {
        this(delegate, kind, false);
    }

    private StrictDeserializer(JsonDeserializer<?> delegate, JsonKind kind, boolean nullable) {
        super(delegate);
        this.kind = kind;
        this.nullable = nullable;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
        return new StrictDeserializer(delegate, kind, nullable);
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        boolean isValueOfMap = property != null
                && property.getType().isMapLikeType()
                && property.getType().getContentType().hasRawClass(handledType());
        JsonDeserializer<?> delegate = context.handleSecondaryContextualization(
                getDelegatee(), property, context.constructType(handledType()));
        return new StrictDeserializer(delegate, kind, isValueOfMap);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (kind.isAt(parser)) {
            return super.deserialize(parser, context);
        }
        addProblem(parser, context);
        parser.skipChildren();
        return null;
    }

    @Override
    public @Nullable Object getNullValue(DeserializationContext context) {
        if (!nullable) {
            addProblem(context.getParser(), context);
        }
        return null;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }

    @SuppressWarnings("unchecked")
    private void addProblem(JsonParser parser, DeserializationContext context) {
        JsonStreamContext place = parser.getParsingContext();
        if (parser.currentToken().isStructStart()) {
            place = place.getParent(); // the context of a structure is its inside
        }
        ((Map<String, String>) context.getAttribute(PROBLEMS)).put(FieldPath.of(place), kind.problem());
    }
}
