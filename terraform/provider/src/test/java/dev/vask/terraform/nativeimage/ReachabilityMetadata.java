package dev.vask.terraform.nativeimage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** The metadata for native-image. Reading is stricter than in native-image, which ignores unknown parts. */
record ReachabilityMetadata(List<String> comment, List<Type> reflection) {

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

        /** The registered names, in the format of {@link MetadataNames}. */
        Stream<String> entries() {
            return Stream.of(
                            Stream.of(type),
                            fields.stream().map(field -> type + "." + field.name()),
                            methods.stream().map(method -> type + "." + method),
                            allDeclaredFields ? MetadataNames.of(loaded().getDeclaredFields()) : Stream.<String>empty(),
                            allDeclaredMethods
                                    ? MetadataNames.of(loaded().getDeclaredMethods())
                                    : Stream.<String>empty())
                    .flatMap(Function.identity());
        }

        /** All names that can be registered. */
        Stream<String> all() {
            Class<?> real = loaded();
            return Stream.of(real, real.getDeclaredFields(), real.getDeclaredMethods(), real.getDeclaredConstructors())
                    .flatMap(MetadataNames::of);
        }

        private Class<?> loaded() {
            try {
                return type.endsWith("[]")
                        ? Class.forName(type.replace("[]", "")).arrayType()
                        : Class.forName(type);
            } catch (ClassNotFoundException e) {
                throw new AssertionError("%s registers %s, which does not exist".formatted(FILE, type), e);
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

    static ReachabilityMetadata read() throws IOException {
        return new ObjectMapper().readValue(FILE.toFile(), ReachabilityMetadata.class);
    }

    Stream<String> entries() {
        return reflection.stream().flatMap(Type::entries);
    }
}
