package dev.vask.terraform.nativeimage;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.stream.Stream;

/** Names the results of look-ups: {@code type}, {@code type.field}, {@code type.method(parameters)}. */
final class MetadataNames {

    private MetadataNames() {}

    /** The names to register, so that this look-up has the same result in a native executable. */
    static Stream<String> of(Object result, Object... arguments) {
        return switch (result) {
            case Class<?> type -> Stream.of(type.getTypeName());
            case Field field -> Stream.of(field(field.getDeclaringClass(), field.getName()));
            case Executable method -> Stream.of(method(method));
            case AtomicIntegerFieldUpdater<?> _, AtomicLongFieldUpdater<?> _, AtomicReferenceFieldUpdater<?, ?> _ ->
                Stream.of(field((Class<?>) arguments[0], (String) arguments[arguments.length - 1]));
            case AnnotatedElement[] several -> Stream.of(several).flatMap(MetadataNames::of);
            case Object array
            when array.getClass().isArray() -> Stream.of(array.getClass().getTypeName());
            default ->
                Stream.of("unsupported by %s: %s of %s"
                        .formatted(MetadataNames.class.getSimpleName(), result, Arrays.deepToString(arguments)));
        };
    }

    static String field(Class<?> type, String name) {
        return type.getName() + "." + name;
    }

    static String method(Executable method) {
        return "%s.%s(%s)"
                .formatted(
                        method.getDeclaringClass().getName(),
                        method instanceof Method ? method.getName() : "<init>",
                        Stream.of(method.getParameterTypes())
                                .map(Class::getTypeName)
                                .collect(joining(", ")));
    }
}
