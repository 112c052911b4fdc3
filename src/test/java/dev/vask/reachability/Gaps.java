package dev.vask.reachability;

import dev.vask.reachability.Traced.Found;
import dev.vask.reachability.agent.LookUp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What was looked up at run time, and is not registered. */
final class Gaps {

    /**
     * Callers that work without what they look up: Netty asks which methods of a handler it may skip, and skips none if it finds
     * no methods; the log manager looks for a configuration, which Quarkus makes itself in a native executable.
     */
    private static final List<String> CONTENT_WITHOUT =
            List.of("io.netty.channel.ChannelHandlerMask", "org.jboss.logmanager.LogManager");

    private Gaps() {}

    private static boolean isNeeded(Found found) {
        return CONTENT_WITHOUT.stream().noneMatch(found.caller()::startsWith);
    }

    /** Files of services, and the classes that they name. */
    static List<String> services(List<Found> found, NativeSources sources) throws IOException {
        List<String> gaps = new ArrayList<>();
        for (Found service : found) {
            if (service.kind() == LookUp.SERVICE && service.atRunTime() && isNeeded(service)) {
                Set<String> providers = sources.providers(service.what());
                if (!providers.isEmpty() && !sources.includes("META-INF/services/" + service.what())) {
                    gaps.add("the file of the service %s, for %s".formatted(service.what(), service.caller()));
                }
                providers.stream()
                        .filter(provider -> !sources.classes().contains(provider))
                        .map(provider ->
                                "%s, for the service %s of %s".formatted(provider, service.what(), service.caller()))
                        .forEach(gaps::add);
            }
        }
        return gaps;
    }

    /** Classes of the product whose constructors, methods or fields are found or used by reflection, or that are found by name. */
    static List<String> classes(List<Found> found, NativeSources sources) {
        return gaps(
                found,
                Set.of(LookUp.CLASS, LookUp.MEMBERS, LookUp.USED),
                it -> it.what().startsWith("dev.vask.") && !sources.classes().contains(it.what()));
    }

    /** Files of the product. */
    static List<String> resources(List<Found> found, NativeSources sources) {
        return gaps(
                found, Set.of(LookUp.RESOURCE), it -> NativeSources.isOurs(it.what()) && !sources.includes(it.what()));
    }

    private static List<String> gaps(List<Found> found, Set<LookUp> kinds, Predicate<Found> isGap) {
        return found.stream()
                .filter(it -> it.atRunTime() && kinds.contains(it.kind()) && isNeeded(it))
                .filter(isGap)
                .map(it -> "%s, for %s".formatted(it.what(), it.caller()))
                .distinct()
                .toList();
    }
}
