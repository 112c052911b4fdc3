package dev.vask.terraform.nativeimage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** What native-image is told. Read more strictly than it does, which passes over what it does not understand. */
record Metadata(List<String> comment, List<Type> reflection) {

    private static final Path FILE = Path.of(
            "src/main/resources/META-INF/native-image/dev.vask/terraform-provider-vask/reachability-metadata.json");

    record Type(
            String type,
            boolean allDeclaredFields,
            boolean allDeclaredMethods,
            List<Field> fields,
            List<Method> methods) {

        Type {
            fields = Objects.requireNonNullElse(fields, List.of());
            methods = Objects.requireNonNullElse(methods, List.of());
        }

        /** What this registers, in the words of {@link Found}. */
        Stream<String> entries() {
            return Stream.of(
                            Stream.of(type),
                            fields.stream().map(field -> type + "." + field.name()),
                            methods.stream().map(method -> type + "." + method),
                            allDeclaredFields ? Found.of(loaded().getDeclaredFields()) : Stream.<String>empty(),
                            allDeclaredMethods ? Found.of(loaded().getDeclaredMethods()) : Stream.<String>empty())
                    .flatMap(Function.identity());
        }

        /** What there is to register. */
        Stream<String> all() {
            Class<?> real = loaded();
            return Stream.of(real, real.getDeclaredFields(), real.getDeclaredMethods(), real.getDeclaredConstructors())
                    .flatMap(Found::of);
        }

        private Class<?> loaded() {
            try {
                return type.endsWith("[]")
                        ? Class.forName(type.replace("[]", "")).arrayType()
                        : Class.forName(type);
            } catch (ClassNotFoundException e) {
                throw new AssertionError("%s registers %s, and there is no such class".formatted(FILE, type), e);
            }
        }
    }

    record Field(String name) {}

    record Method(String name, List<String> parameterTypes) {

        @Override
        public String toString() {
            return "%s(%s)".formatted(name, String.join(", ", parameterTypes));
        }
    }

    static Metadata read() throws IOException {
        return new ObjectMapper().readValue(FILE.toFile(), Metadata.class);
    }

    Stream<String> entries() {
        return reflection.stream().flatMap(Type::entries);
    }
}
