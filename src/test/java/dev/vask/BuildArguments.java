package dev.vask;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The value of {@code quarkus.native.additional-build-args}: a list, which Quarkus splits at commas that have no backslash before them, and
 * passes on entry by entry.
 */
record BuildArguments(List<String> entries) {

    static BuildArguments of(String setting) {
        return new BuildArguments(Stream.of(setting.split("(?<!\\\\),"))
                .map(entry -> entry.replace("\\,", ","))
                .toList());
    }

    /** What follows the prefix, in all entries that begin with it; a list of values is taken apart. */
    List<String> values(String prefix) {
        return entries.stream()
                .filter(entry -> entry.startsWith(prefix))
                .flatMap(entry -> Stream.of(entry.substring(prefix.length()).split(",")))
                .toList();
    }

    /** What native-image would refuse. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        entries.stream()
                .filter(entry -> !entry.startsWith("-"))
                .map("%s is no option"::formatted)
                .forEach(faults::add);
        entries.stream()
                .filter(entry -> entry.startsWith("-X"))
                .map("%s is for the start, not for the build"::formatted)
                .forEach(faults::add);
        Stream.of("--initialize-at-run-time=", "--initialize-at-build-time=")
                .flatMap(option -> values(option).stream())
                .filter(name -> !exists(name))
                .map("there is no %s"::formatted)
                .forEach(faults::add);
        return faults;
    }

    /** Whether there is a class, or a package with classes, of that name. */
    private static boolean exists(String name) {
        try {
            Class.forName(name, false, BuildArguments.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return !new ClassFileImporter().importPackages(name).isEmpty();
        }
    }
}
