package dev.vask;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Static state that would be stored in a native executable at build time. */
enum StaticState {
    /** Memory outside the heap, which native-image rejects. */
    BUFFERS(Set.of(Buffer.class, ByteBuf.class), Set.of()),
    /** Random numbers, threads and times, which would be the same after each start, or invalid. */
    PER_PROCESS(
            Set.of(
                    RandomGenerator.class,
                    Thread.class,
                    Executor.class,
                    Instant.class,
                    LocalDate.class,
                    LocalDateTime.class),
            Set.of(
                    "System.nanoTime",
                    "System.currentTimeMillis",
                    "Instant.now",
                    "LocalDate.now",
                    "LocalDateTime.now",
                    "UUID.randomUUID",
                    "Math.random",
                    "Thread.start",
                    "Thread$Builder$OfVirtual.start",
                    "Thread$Builder$OfPlatform.start",
                    "Thread$Builder.start",
                    "Thread.startVirtualThread",
                    "Random.<init>",
                    "SecureRandom.<init>",
                    "ThreadLocalRandom.current",
                    "Clock.instant",
                    "Clock.millis"));

    private final Set<Class<?>> types;
    private final Set<String> calls;

    StaticState(Set<Class<?>> types, Set<String> calls) {
        this.types = types;
        this.calls = calls;
    }

    /** The classes with a forbidden type in a static field, or in a field of an object there. */
    List<String> holders(JavaClasses classes) {
        return classes.stream()
                .filter(type -> type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .anyMatch(field -> holds(field, classes, new HashSet<>())))
                .map(JavaClass::getName)
                .toList();
    }

    private boolean holds(JavaField field, JavaClasses classes, Set<JavaClass> seen) {
        return isForbidden(field.getRawType())
                || holds(field.getRawType(), classes, seen)
                || field.getType().getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .anyMatch(element -> isForbidden(element) && !classes.contain(element.getName()));
    }

    private boolean holds(JavaClass type, JavaClasses classes, Set<JavaClass> seen) {
        return classes.contain(type.getName())
                && seen.add(type)
                && type.getAllFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .anyMatch(field -> holds(field, classes, seen));
    }

    private boolean isForbidden(JavaClass type) {
        return types.stream().anyMatch(type::isAssignableTo);
    }

    /** The classes whose static initializer calls a forbidden method. */
    List<String> callers(JavaClasses classes) {
        return classes.stream()
                .filter(type -> type.getStaticInitializer().stream()
                        .flatMap(initializer -> initializer.getCallsFromSelf().stream())
                        .anyMatch(call -> calls.contains(call(call.getTarget()))))
                .map(JavaClass::getName)
                .toList();
    }

    private static String call(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        return owner.getName().substring(owner.getPackageName().length() + 1) + "." + target.getName();
    }
}
