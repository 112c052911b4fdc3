package dev.vask.reachability;

import dev.vask.reachability.agent.LookUp;
import dev.vask.reachability.agent.LookUpAgent;
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

/** A program of the JVM that writes down its look-ups, by {@link LookUpAgent}. */
record Traced(Path agent, Path trace) {

    /**
     * One look-up.
     *
     * @param atRunTime whether a native executable does it when it runs; else when it is built, on a JVM
     * @param caller    name of the class that did it
     * @param what      it looked for, as {@link LookUp} says
     */
    record Found(boolean atRunTime, LookUp kind, String caller, String what) {

        static Found of(String line) {
            String[] parts = line.split("\t");
            return new Found(parts[0].equals("run"), LookUp.valueOf(parts[1]), parts[2], parts[3]);
        }
    }

    /** Leaves the agent in this folder, where the trace will be too. */
    static Traced in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve("trace"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LookUpAgent.class.getName());
        Path agent = folder.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            Path classes = Path.of(LookUpAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String folderOfAgent = LookUpAgent.class.getPackageName().replace('.', '/');
            try (Stream<Path> all = Files.list(classes.resolve(folderOfAgent))) {
                for (Path each : all.toList()) {
                    jar.putNextEntry(new JarEntry(folderOfAgent + "/" + each.getFileName()));
                    Files.copy(each, jar);
                }
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        return new Traced(agent, folder.resolve("trace"));
    }

    /** The option of a JVM that is to be traced. */
    String option() {
        return "-javaagent:%s=%s".formatted(agent.toAbsolutePath(), trace.toAbsolutePath());
    }

    /** All look-ups up to now. */
    List<Found> found() throws IOException {
        return Files.readAllLines(trace).stream().map(Found::of).distinct().toList();
    }
}
