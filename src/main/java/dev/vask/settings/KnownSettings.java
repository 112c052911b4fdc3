package dev.vask.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings that config mappings declare, and the few others that a start checks. A mapping is read when a name is looked up that may be
 * in it, because reading all of them takes a noticeable part of a start on the JVM.
 */
final class KnownSettings {

    /** Variables that only the launchers, the build and the command line read. */
    static final Set<String> TOOL_VARIABLES = Set.of(
            "VASK_URL",
            "VASK_PUBLIC_URL",
            "VASK_HOME",
            "VASK_JAVA_HOME",
            "VASK_JDK_URL",
            "VASK_JDK_SHA256",
            "VASK_JDK_DOWNLOAD",
            "VASK_JDK_DIRECTORIES");

    private static final Pattern PROFILE = Pattern.compile("^%[^.]+\\.");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");
    private static final Pattern INDEX_IN_VARIABLE = Pattern.compile("_\\d+_$");
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    /** Mappings that are not read yet, with their prefixes. */
    private final Map<Class<?>, String> unread = new HashMap<>();

    private final Map<String, Setting> byName = new HashMap<>();
    private final Map<String, Setting> byVariable = new HashMap<>();

    private KnownSettings() {}

    /** The settings of these config mappings. */
    static KnownSettings of(Collection<Class<?>> mappings) {
        KnownSettings known = new KnownSettings();
        for (Class<?> mapping : mappings) {
            known.unread.put(mapping, mapping.getAnnotation(ConfigMapping.class).prefix());
        }
        known.add(new Setting("vask.management.port", "VASK_MANAGEMENT_PORT", ValueType.PORT, false));
        known.add(new Setting("PORT", "PORT", ValueType.PORT, false));
        known.add(Setting.of("quarkus.http.port", ValueType.PORT, false));
        known.add(Setting.of("quarkus.management.port", ValueType.PORT, false));
        return known;
    }

    /** Reads the mappings whose prefix this variable has. */
    private void read(String variable) {
        unread.entrySet().removeIf(mapping -> {
            boolean matches = variable.startsWith(Setting.variable(mapping.getValue()));
            if (matches) {
                add(mapping.getKey(), mapping.getValue());
            }
            return matches;
        });
    }

    private void add(Class<?> group, String prefix) {
        for (Method member : group.getMethods()) {
            if (!Modifier.isAbstract(member.getModifiers())) {
                continue;
            }
            String name = member.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name(member);
            Class<?> type = member.getReturnType();
            if (type.isAnnotationPresent(ConfigMapping.class) || (type.isMemberClass() && type.isInterface())) {
                add(type, name);
            } else {
                boolean optional = type == Optional.class || type == OptionalInt.class || type == OptionalLong.class;
                add(Setting.of(name, ValueType.of(member), optional));
            }
        }
    }

    /** The settings that are not only in a mapping come first. */
    private void add(Setting setting) {
        byName.putIfAbsent(setting.name(), setting);
        byVariable.putIfAbsent(setting.variable(), setting);
    }

    private static String name(Method member) {
        WithName name = member.getAnnotation(WithName.class);
        return name == null
                ? CAPITAL.matcher(member.getName()).replaceAll("-$1").toLowerCase(Locale.ROOT)
                : name.value();
    }

    /** The setting of this name, which may have a profile in front or an index behind; or that of this environment variable. */
    @Nullable
    Setting find(String name) {
        if (name.contains(".")) {
            String bare = PROFILE.matcher(name).replaceFirst("");
            read(Setting.variable(bare));
            return byName.get(INDEX.matcher(bare).replaceFirst(""));
        }
        String variable = Setting.variable(name);
        read(variable);
        Setting exact = byVariable.get(variable);
        return exact != null
                ? exact
                : byVariable.get(INDEX_IN_VARIABLE.matcher(variable).replaceFirst(""));
    }

    /** All names in the notation of this one: of properties if it has a dot, otherwise of environment variables. */
    Stream<String> namesLike(String name) {
        unread.forEach(this::add);
        unread.clear();
        return name.contains(".") ? byName.keySet().stream() : byVariable.keySet().stream();
    }
}
