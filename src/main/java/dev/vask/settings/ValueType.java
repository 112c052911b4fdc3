package dev.vask.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.WithConverter;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * The values that a setting accepts.
 *
 * @param form   the accepted form, for people; empty if the reader says it
 * @param reader reads a value, and fails with an {@link IllegalArgumentException} if it is not accepted
 */
record ValueType(String form, Consumer<String> reader) {

    /** Every text. */
    static final ValueType TEXT = new ValueType("a text", value -> {});

    static final ValueType PORT = new ValueType("a number from 0 to 65535", value -> require(isPort(value)));

    /** Those that SmallRye Config reads as true or false; it reads everything else as false, with a warning in the log. */
    private static final Set<String> TRUTH_VALUES =
            Set.of("true", "1", "yes", "y", "on", "false", "0", "no", "n", "off");

    private static final ValueType BOOLEAN =
            new ValueType("true or false", value -> require(TRUTH_VALUES.contains(value.toLowerCase(Locale.ROOT))));

    private static final ValueType INTEGER =
            new ValueType("a whole number of at most %d".formatted(Integer.MAX_VALUE), Integer::parseInt);
    private static final ValueType LONG = new ValueType("a whole number", Long::parseLong);
    private static final ValueType NUMBER = new ValueType("a number like 0.5", Double::parseDouble);
    private static final ValueType DURATION =
            new ValueType("a duration like 500ms, 15s or 5m", DurationConverter::parseDuration);

    /** The values of a member of a config mapping. */
    static ValueType of(Method member) {
        WithConverter converter = member.getAnnotatedReturnType() instanceof AnnotatedParameterizedType generic
                ? generic.getAnnotatedActualTypeArguments()[0].getAnnotation(WithConverter.class)
                : member.getAnnotation(WithConverter.class);
        return converter == null ? of(member.getGenericReturnType()) : convertedBy(converter.value());
    }

    private static ValueType convertedBy(Class<? extends Converter<?>> type) {
        return new ValueType("", value -> {
            try {
                type.getDeclaredConstructor().newInstance().convert(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot create " + type, e);
            }
        });
    }

    private static ValueType of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class ? of(generic.getActualTypeArguments()[0]) : TEXT;
        }
        if (type == boolean.class || type == Boolean.class) {
            return BOOLEAN;
        }
        if (type == int.class || type == Integer.class || type == OptionalInt.class) {
            return INTEGER;
        }
        if (type == long.class || type == Long.class || type == OptionalLong.class) {
            return LONG;
        }
        if (type == double.class || type == Double.class) {
            return NUMBER;
        }
        if (type == Duration.class) {
            return DURATION;
        }
        return type instanceof Class<?> it && it.isEnum() ? oneOf(it) : TEXT;
    }

    private static ValueType oneOf(Class<?> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(it -> ((Enum<?>) it).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        String last = names.getLast();
        String form = names.size() == 1
                ? last
                : names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ", "", " or " + last));
        return new ValueType(form, value -> require(names.contains(value.toLowerCase(Locale.ROOT))));
    }

    /** What is wrong with a value, as the rest of a sentence: "must be ..."; null if it is accepted. */
    @Nullable
    String problem(String value) {
        try {
            reader.accept(value);
            return null;
        } catch (IllegalArgumentException e) {
            return form.isEmpty() ? e.getMessage() : "must be " + form;
        }
    }

    private static boolean isPort(String value) {
        int port = Integer.parseInt(value);
        return port >= 0 && port <= 65_535;
    }

    private static void require(boolean accepted) {
        if (!accepted) {
            throw new IllegalArgumentException("not accepted");
        }
    }
}
