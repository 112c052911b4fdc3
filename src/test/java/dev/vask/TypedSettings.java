package dev.vask;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The settings that the code declares. */
final class TypedSettings {

    static final String NO_DEFAULT = "–";

    private static final class Declared {
        static final Map<String, String> SETTINGS = Collections.unmodifiableMap(declared());
    }

    private TypedSettings() {}

    /** The environment variable that sets a setting. */
    static String variable(String setting) {
        return setting.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    /** Each setting and its default, {@link #NO_DEFAULT} if it has none. Cached, because reading all classes takes seconds. */
    static Map<String, String> withDefaults() {
        return Declared.SETTINGS;
    }

    private static Map<String, String> declared() {
        Map<String, String> settings = new TreeMap<>();
        mappings()
                .forEach(type ->
                        collect(type, type.getAnnotation(ConfigMapping.class).prefix(), settings));
        return settings;
    }

    /** The interfaces that declare settings. */
    static List<Class<?>> mappings() {
        List<Class<?>> mappings = new ArrayList<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.vask").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .forEach(mappings::add);
        return mappings;
    }

    private static void collect(Class<?> group, String prefix, Map<String, String> settings) {
        for (Method method : group.getMethods()) {
            String name = method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name(method);
            if (method.getReturnType().isInterface()) {
                collect(method.getReturnType(), name, settings);
            } else {
                settings.put(name, annotated(method, WithDefault.class, WithDefault::value, NO_DEFAULT));
            }
        }
    }

    private static String name(Method method) {
        String kebab = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return annotated(method, WithName.class, WithName::value, kebab);
    }

    private static <A extends Annotation> String annotated(
            AnnotatedElement element, Class<A> type, Function<A, String> value, String defaultValue) {
        A annotation = element.getAnnotation(type);
        return annotation == null ? defaultValue : value.apply(annotation);
    }
}
