package dev.vask;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A Dockerfile as its instructions.
 *
 * @param instructions in their order, without comments, each on one line
 */
record Dockerfile(List<Instruction> instructions) {

    /**
     * One instruction.
     *
     * @param name in capitals, such as {@code COPY}
     * @param rest everything after the name
     */
    record Instruction(String name, String rest) {

        static Instruction of(String line) {
            String[] parts = line.strip().split("\\s+", 2);
            return new Instruction(parts[0].toUpperCase(Locale.ROOT), parts.length > 1 ? parts[1] : "");
        }

        boolean is(String other) {
            return name.equals(other);
        }

        /** The arguments without the options. */
        String argument() {
            return rest.replaceAll("^(--\\S+\\s+)+", "");
        }
    }

    static Dockerfile of(String text) {
        List<Instruction> all = new ArrayList<>();
        String joined = text.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .reduce("", (before, line) -> before + line + "\n")
                .replace("\\\n", " ");
        joined.lines().filter(line -> !line.isBlank()).map(Instruction::of).forEach(all::add);
        return new Dockerfile(all);
    }

    Stream<Instruction> all(String name) {
        return instructions.stream().filter(it -> it.is(name));
    }

    /** The final stage: the instructions after the last {@code FROM}. */
    Dockerfile lastStage() {
        int from = 0;
        for (int i = 0; i < instructions.size(); i++) {
            from = instructions.get(i).is("FROM") ? i : from;
        }
        return new Dockerfile(instructions.subList(from, instructions.size()));
    }

    /** The names of its stages, in their order. */
    List<String> stages() {
        return all("FROM")
                .map(from -> from.rest().split("(?i)\\s+as\\s+"))
                .filter(it -> it.length == 2)
                .map(it -> it[1])
                .toList();
    }

    /** The base images, with the defaults of arguments inserted. */
    List<String> bases() {
        List<String> stages = stages();
        return all("FROM")
                .map(from -> from.argument().split("\\s+")[0])
                .filter(base -> !stages.contains(base))
                .map(this::filled)
                .toList();
    }

    private String filled(String text) {
        return all("ARG")
                .map(argument -> argument.rest().split("=", 2))
                .filter(it -> it.length == 2)
                .reduce(text, (before, it) -> before.replace("${" + it[0] + "}", it[1]), (one, other) -> other);
    }
}
