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

/** What a native executable would keep, from the moment of its build, if a class held it in a static field. */
enum StaticState {
    /** The analysis of native-image fails on them: memory outside the heap. */
    BUFFERS(Set.of(Buffer.class, ByteBuf.class), Set.of()),
    /** Random numbers, threads and times: the same in each start, or of no use in any. */
    OF_ONE_RUN(
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

    /** Names of those among the classes that hold some in a static field, or in a field of an object there. */
    List<String> holders(JavaClasses classes) {
        return classes.stream()
                .filter(type -> type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .anyMatch(field -> holds(field, classes, new HashSet<>())))
                .map(JavaClass::getName)
                .toList();
    }

    private boolean holds(JavaField field, JavaClasses classes, Set<JavaClass> seen) {
        return isOne(field.getRawType())
                || holds(field.getRawType(), classes, seen)
                || field.getType().getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .anyMatch(element -> isOne(element) && !classes.contain(element.getName()));
    }

    private boolean holds(JavaClass type, JavaClasses classes, Set<JavaClass> seen) {
        return classes.contain(type.getName())
                && seen.add(type)
                && type.getAllFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .anyMatch(field -> holds(field, classes, seen));
    }

    private boolean isOne(JavaClass type) {
        return types.stream().anyMatch(type::isAssignableTo);
    }

    /** Names of those among the classes whose static initializer takes some. */
    List<String> takers(JavaClasses classes) {
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
