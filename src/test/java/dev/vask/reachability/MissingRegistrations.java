package dev.vask.reachability;

import dev.vask.reachability.TracedProgram.Lookup;
import dev.vask.reachability.agent.LookupKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds look-ups at run time that are not registered. */
final class MissingRegistrations {

    /**
     * Callers that work without their target: Netty looks up which methods of a handler it can skip, and skips none if it finds no methods;
     * the log manager looks for a configuration, which Quarkus generates in a native executable.
     */
    private static final List<String> OPTIONAL_LOOKUPS =
            List.of("io.netty.channel.ChannelHandlerMask", "org.jboss.logmanager.LogManager");

    private MissingRegistrations() {}

    private static boolean isNeeded(Lookup lookups) {
        return OPTIONAL_LOOKUPS.stream().noneMatch(lookups.caller()::startsWith);
    }

    /** Files of services, and the classes that they name. */
    static List<String> services(List<Lookup> lookups, NativeSources sources) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Lookup service : lookups) {
            if (service.kind() == LookupKind.SERVICE && service.atRunTime() && isNeeded(service)) {
                Set<String> providers = sources.providers(service.target());
                if (!providers.isEmpty() && !sources.includes("META-INF/services/" + service.target())) {
                    missing.add("the file of the service %s, for %s".formatted(service.target(), service.caller()));
                }
                providers.stream()
                        .filter(provider -> !sources.classes().contains(provider))
                        .map(provider ->
                                "%s, for the service %s of %s".formatted(provider, service.target(), service.caller()))
                        .forEach(missing::add);
            }
        }
        return missing;
    }

    /** Classes of the product whose constructors, methods or fields are found or used by reflection, or that are found by name. */
    static List<String> classes(List<Lookup> lookups, NativeSources sources) {
        return missing(
                lookups,
                Set.of(LookupKind.CLASS, LookupKind.MEMBERS, LookupKind.USED),
                it -> it.target().startsWith("dev.vask.") && !sources.classes().contains(it.target()));
    }

    /** Files of the product. */
    static List<String> resources(List<Lookup> lookups, NativeSources sources) {
        return missing(
                lookups,
                Set.of(LookupKind.RESOURCE),
                it -> NativeSources.isVask(it.target()) && !sources.includes(it.target()));
    }

    private static List<String> missing(List<Lookup> lookups, Set<LookupKind> kinds, Predicate<Lookup> isMissing) {
        return lookups.stream()
                .filter(it -> it.atRunTime() && kinds.contains(it.kind()) && isNeeded(it))
                .filter(isMissing)
                .map(it -> "%s, for %s".formatted(it.target(), it.caller()))
                .distinct()
                .toList();
    }
}
