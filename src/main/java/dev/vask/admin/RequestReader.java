package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ContainerElementTypeDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies as records and validates them with Bean Validation. Fields of the wrong type, unknown fields and violated
 * constraints are reported together. A component is null if its field is absent.
 */
@Singleton
final class RequestReader {

    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final Validator validator;

    RequestReader(Validator validator) {
        this.validator = validator;
    }

    /** Rules of a request that depend on more than the request. Adds errors by field to {@code problems}. */
    interface Rules<T> {
        void check(T request, ObjectNode body, Map<String, String> problems);
    }

    /**
     * Reads a body. An absent body is an empty object.
     *
     * @throws dev.vask.protocol.InvalidJsonException if it is not a JSON object
     * @throws InvalidFieldsException                 if fields are invalid or unknown; it has them all
     */
    <T extends Record> T read(byte @Nullable [] body, Class<T> type) {
        return read(body, type, (request, json, problems) -> {});
    }

    /** The same with further rules. Their errors replace others of the same field. */
    <T extends Record> T read(byte @Nullable [] body, Class<T> type, Rules<T> rules) {
        return read(Json.object(body == null || body.length == 0 ? EMPTY_OBJECT : body), type, Set.of(), rules);
    }

    /**
     * Reads an object.
     *
     * @param furtherFields fields that the object may have and {@code rules} read
     * @throws InvalidFieldsException if fields are invalid or unknown; it has them all
     */
    <T extends Record> T read(ObjectNode json, Class<T> type, Set<String> furtherFields, Rules<T> rules) {
        Map<String, String> problems = new TreeMap<>();
        T request = bind(json, type, problems);
        problems.replaceAll((path, problem) -> constraintOf(type, path).orElse(problem));
        for (ConstraintViolation<T> violation : validator.validate(request)) {
            problems.put(FieldPath.of(violation.getPropertyPath()), violation.getMessage());
        }
        addUnknown(json, type, "", furtherFields, problems);
        rules.check(request, json, problems);
        if (!problems.isEmpty()) {
            throw new InvalidFieldsException(problems);
        }
        return request;
    }

    private static <T> T bind(ObjectNode json, Class<T> type, Map<String, String> problems) {
        try {
            return AdminJson.MAPPER
                    .readerFor(type)
                    .withAttribute(StrictDeserializer.PROBLEMS, problems)
                    .readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // StrictDeserializer notes what is wrong
        }
    }

    /** The message of the constraint of a field, for a value that has the wrong type. */
    private Optional<String> constraintOf(Class<?> type, String path) {
        String[] names = path.split("\\.", 2);
        PropertyDescriptor property =
                validator.getConstraintsForClass(type).getConstraintsForProperty(FieldPath.camelCase(names[0]));
        if (property == null) {
            return Optional.empty();
        }
        if (names.length == 1) {
            return message(property.getConstraintDescriptors());
        }
        return property.isCascaded()
                ? constraintOf(property.getElementClass(), names[1])
                : property.getConstrainedContainerElementTypes().stream()
                        .filter(RequestReader::isValueOfMap)
                        .findFirst()
                        .flatMap(value -> message(value.getConstraintDescriptors()));
    }

    private static boolean isValueOfMap(ContainerElementTypeDescriptor element) {
        return element.getTypeArgumentIndex() == 1;
    }

    /** Messages are complete sentences without parameters. All constraints of one field have the same. */
    private static Optional<String> message(Set<ConstraintDescriptor<?>> constraints) {
        return constraints.stream()
                .map(ConstraintDescriptor::getMessageTemplate)
                .findFirst();
    }

    /** Adds unknown fields, because a misspelled field would otherwise count as absent. */
    private static void addUnknown(
            ObjectNode json, Class<?> type, String path, Set<String> furtherFields, Map<String, String> problems) {
        Map<String, Class<?>> known = new TreeMap<>();
        furtherFields.forEach(name -> known.put(name, Object.class));
        properties(type).forEach(it -> known.put(it.getName(), it.getRawPrimaryType()));
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            Class<?> fieldType = known.get(field.getKey());
            if (fieldType == null) {
                problems.put(FieldPath.join(path, field.getKey()), unknown(known.keySet()));
            } else if (fieldType.isRecord() && field.getValue() instanceof ObjectNode inner) {
                addUnknown(inner, fieldType, FieldPath.join(path, field.getKey()), Set.of(), problems);
            }
        }
    }

    /** The error of an unknown field. */
    static String unknown(Set<String> known) {
        return "is unknown; known fields: " + String.join(", ", new TreeSet<>(known));
    }

    private static Stream<BeanPropertyDefinition> properties(Class<?> type) {
        return AdminJson.MAPPER
                .getDeserializationConfig()
                .introspect(AdminJson.MAPPER.constructType(type))
                .findProperties()
                .stream();
    }
}
