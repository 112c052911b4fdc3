package dev.vask.reachability;

import dev.vask.reachability.agent.LookupAgent;
import dev.vask.reachability.agent.LookupKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A JVM program whose look-ups are recorded by {@link LookupAgent}. */
record TracedProgram(Path agent, Path trace) {

    /**
     * One look-up.
     *
     * @param atRunTime whether a native executable does it at run time, and not at build time
     * @param caller    name of the class that did it
     * @param target      what was looked up, see {@link LookupKind}
     */
    record Lookup(boolean atRunTime, LookupKind kind, String caller, String target) {

        static Lookup of(String line) {
            String[] parts = line.split("\t");
            return new Lookup(parts[0].equals("run"), LookupKind.valueOf(parts[1]), parts[2], parts[3]);
        }
    }

    /** Writes the agent to this folder; the trace is written there too. */
    static TracedProgram in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve("trace"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LookupAgent.class.getName());
        Path agent = folder.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            Path classes = Path.of(LookupAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String folderOfAgent = LookupAgent.class.getPackageName().replace('.', '/');
            try (Stream<Path> all = Files.list(classes.resolve(folderOfAgent))) {
                for (Path each : all.toList()) {
                    jar.putNextEntry(new JarEntry(folderOfAgent + "/" + each.getFileName()));
                    Files.copy(each, jar);
                }
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        return new TracedProgram(agent, folder.resolve("trace"));
    }

    /** The JVM option that enables the trace. */
    String jvmOption() {
        return "-javaagent:%s=%s".formatted(agent.toAbsolutePath(), trace.toAbsolutePath());
    }

    /** All look-ups up to now. */
    List<Lookup> lookups() throws IOException {
        return Files.readAllLines(trace).stream().map(Lookup::of).distinct().toList();
    }
}
