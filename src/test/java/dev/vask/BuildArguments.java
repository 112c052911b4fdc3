package dev.vask;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The value of {@code quarkus.native.additional-build-args}: a list that Quarkus splits at commas without a preceding backslash.
 */
record BuildArguments(List<String> entries) {

    static BuildArguments of(String setting) {
        return new BuildArguments(Stream.of(setting.split("(?<!\\\\),"))
                .map(entry -> entry.replace("\\,", ","))
                .toList());
    }

    /** The values after the prefix, in all entries that begin with it; lists are split. */
    List<String> values(String prefix) {
        return entries.stream()
                .filter(entry -> entry.startsWith(prefix))
                .flatMap(entry -> Stream.of(entry.substring(prefix.length()).split(",")))
                .toList();
    }

    /** The errors that native-image would report. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        entries.stream()
                .filter(entry -> !entry.startsWith("-"))
                .map("%s is no option"::formatted)
                .forEach(problems::add);
        entries.stream()
                .filter(entry -> entry.startsWith("-X"))
                .map("%s is a run-time option, not a build option"::formatted)
                .forEach(problems::add);
        Stream.of("--initialize-at-run-time=", "--initialize-at-build-time=")
                .flatMap(option -> values(option).stream())
                .filter(name -> !exists(name))
                .map("there is no %s"::formatted)
                .forEach(problems::add);
        return problems;
    }

    /** Whether a class, or a package with classes, has this name. */
    private static boolean exists(String name) {
        try {
            Class.forName(name, false, BuildArguments.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return !new ClassFileImporter().importPackages(name).isEmpty();
        }
    }
}
