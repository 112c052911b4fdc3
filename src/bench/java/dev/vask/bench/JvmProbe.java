package dev.vask.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads what the JVM of a server counts, and samples it. The JVM must belong to the same user. */
final class JvmProbe implements AutoCloseable {

    private static final String RECORDING = "vask-bench";
    private static final String RECORDING_SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.ObjectAllocationSample">
                <setting name="enabled">true</setting>
                <setting name="stackTrace">true</setting>
                <setting name="throttle">20000/s</setting>
              </event>
              <event name="jdk.CPUTimeSample">
                <setting name="enabled">true</setting>
                <setting name="stackTrace">true</setting>
                <setting name="throttle">1ms</setting>
              </event>
            </configuration>
            """;

    private final ProcessStats process;
    private final JMXConnector connector;
    private final ThreadMXBean threads;

    private JvmProbe(ProcessStats process, JMXConnector connector, ThreadMXBean threads) {
        this.process = process;
        this.connector = connector;
        this.threads = threads;
    }

    /** Starts the management agent of a JVM, and connects to it. */
    @SuppressWarnings("BanJNDI") // the address comes from a JVM of this machine that the same user runs
    static JvmProbe attach(ProcessStats process) {
        try {
            VirtualMachine jvm = VirtualMachine.attach(Long.toString(process.pid()));
            String url = jvm.startLocalManagementAgent();
            jvm.detach();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            threads.getTotalThreadAllocatedBytes(); // creates what the first call needs
            return new JvmProbe(process, connector, threads);
        } catch (IOException | AttachNotSupportedException e) {
            throw new BenchException("Could not attach to the JVM of process %d".formatted(process.pid()), e);
        }
    }

    /** Bytes that all threads have allocated on the heap since the start. The counter is exact. */
    long allocatedBytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    /**
     * Samples allocations and CPU time by stack trace while an action runs.
     *
     * @param file the recording of Java Flight Recorder to write
     */
    Profile profile(Path file, Runnable action) {
        try {
            Path settings = Files.createTempFile("vask-bench", ".jfc");
            Files.writeString(settings, RECORDING_SETTINGS);
            process.jcmd("JFR.configure", "stackdepth=200");
            process.jcmd("JFR.start", "name=" + RECORDING, "settings=" + settings);
            action.run();
            process.jcmd("JFR.stop", "name=" + RECORDING, "filename=" + file.toAbsolutePath());
            Files.delete(settings);
            return Profile.of(file);
        } catch (IOException e) {
            throw new BenchException("Could not record a profile to " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // the server has ended
        }
    }
}
