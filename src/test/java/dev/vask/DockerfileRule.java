package dev.vask;

import dev.vask.Dockerfile.Instruction;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules for Dockerfiles: rules of hadolint, with their ids, and two additional ones. */
enum DockerfileRule {
    DL3000_WORKDIR_IS_ABSOLUTE(all("WORKDIR", it -> it.rest().startsWith("/"))),
    DL3002_LAST_USER_IS_NOT_ROOT(it -> !Set.of("root", "0").contains(lastUser(it))),
    DL3003_WORKDIR_RATHER_THAN_CD(all("RUN", it -> !it.rest().matches(".*(^|[&;(]|\\s)\\s*cd\\s.*"))),
    DL3004_NO_SUDO(all("RUN", it -> !it.rest().matches(".*\\bsudo\\b.*"))),
    DL3006_BASES_HAVE_A_TAG(it -> it.bases().stream().allMatch(base -> base.matches(".+:[\\w.-]+(@sha256:.+)?"))),
    DL3007_NO_LATEST(it -> it.bases().stream().noneMatch(base -> base.endsWith(":latest"))),
    DL3009_APT_LISTS_ARE_REMOVED(all(
            "RUN", it -> !it.rest().contains("apt-get install") || it.rest().contains("rm -rf /var/lib/apt/lists"))),
    DL3012_ONE_HEALTHCHECK(it -> it.lastStage().all("HEALTHCHECK").count() <= 1),
    DL3014_APT_ASKS_NOTHING(
            all("RUN", it -> !it.rest().contains("apt-get install") || it.rest().matches(".* (-y|--yes)\\b.*"))),
    DL3015_APT_INSTALLS_NO_MORE_THAN_ASKED(
            all("RUN", it -> !it.rest().contains("apt-get install") || it.rest().contains("--no-install-recommends"))),
    DL3020_COPY_RATHER_THAN_ADD(all("ADD", it -> false)),
    DL3021_COPY_OF_SEVERAL_INTO_A_FOLDER(all(
            "COPY", it -> it.argument().split("\\s+").length <= 2 || it.rest().endsWith("/"))),
    DL3022_COPY_FROM_A_STAGE(it -> it.all("COPY")
            .allMatch(copy -> !copy.rest().startsWith("--from=")
                    || it.stages()
                            .contains(copy.rest().substring("--from=".length()).split("\\s+")[0]))),
    DL3024_STAGES_HAVE_NAMES_OF_THEIR_OWN(
            it -> Set.copyOf(it.stages()).size() == it.stages().size()),
    DL3025_EXEC_FORM(it -> it.instructions().stream()
            .filter(each -> each.is("ENTRYPOINT") || each.is("CMD"))
            .allMatch(each -> each.rest().startsWith("["))),
    DL4000_NO_MAINTAINER(all("MAINTAINER", it -> false)),
    DL4004_ONE_ENTRYPOINT(it -> it.lastStage().all("ENTRYPOINT").count() == 1),
    DL4006_PIPES_FAIL_AS_A_WHOLE(
            all("RUN", it -> !Pattern.compile("[^|]\\|[^|]").matcher(it.rest()).find())),
    /** Kubernetes can only check a number for {@code runAsNonRoot}. */
    USER_IS_A_NUMBER(it -> lastUser(it).matches("[1-9][0-9]*")),
    /** {@code HEALTHCHECK NONE} if the image has no tool for a request. */
    HAS_A_HEALTHCHECK(it -> it.lastStage().all("HEALTHCHECK").count() >= 1);

    private final Predicate<Dockerfile> rule;

    DockerfileRule(Predicate<Dockerfile> rule) {
        this.rule = rule;
    }

    boolean holdsFor(Dockerfile file) {
        return rule.test(file);
    }

    private static Predicate<Dockerfile> all(String name, Predicate<Instruction> rule) {
        return file -> file.all(name).allMatch(rule);
    }

    private static String lastUser(Dockerfile file) {
        List<Instruction> users = file.lastStage().all("USER").toList();
        return users.isEmpty() ? "root" : users.getLast().rest().split(":")[0];
    }
}
