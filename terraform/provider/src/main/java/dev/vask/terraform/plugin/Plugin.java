package dev.vask.terraform.plugin;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that serves one host on the loopback interface. With {@code PLUGIN_CLIENT_CERT} in its environment it accepts only clients with
 * that certificate, and the handshake line has its own certificate.
 */
public final class Plugin {

    private static final String COOKIE = "TF_PLUGIN_MAGIC_COOKIE";
    private static final String COOKIE_VALUE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
    static final String HOST_CERTIFICATE = "PLUGIN_CLIENT_CERT";
    private static final int GO_PLUGIN_PROTOCOL = 1;
    private static final int TERRAFORM_PROTOCOL = 6;
    private static final int MAX_MESSAGE_BYTES = 256 << 20;

    private final Server server;
    private final @Nullable Identity identity;

    private Plugin(Server server, @Nullable Identity identity) {
        this.server = server;
        this.identity = identity;
    }

    /** Whether Terraform started this process, according to the environment. */
    public static boolean isStartedByTerraform(Map<String, String> environment) {
        return COOKIE_VALUE.equals(environment.get(COOKIE));
    }

    /** Starts to serve, until the host shuts the plugin down. */
    public static Plugin start(BindableService service, Map<String, String> environment)
            throws IOException, GeneralSecurityException {
        String hostCertificate = environment.get(HOST_CERTIFICATE);
        Identity identity = hostCertificate == null || hostCertificate.isEmpty() ? null : Identity.create();
        ServerCredentials credentials =
                identity == null ? InsecureServerCredentials.create() : mutual(identity, hostCertificate);
        OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .addService(service);
        Shutdown shutdown = new Shutdown();
        HostServices.all(shutdown).forEach(builder::addService);
        shutdown.server = builder.build().start();
        return new Plugin(shutdown.server, identity);
    }

    private static ServerCredentials mutual(Identity identity, String hostCertificate)
            throws IOException, GeneralSecurityException {
        return TlsServerCredentials.newBuilder()
                .keyManager(identity.keyManagers().getKeyManagers())
                .trustManager(Identity.trusting(hostCertificate.getBytes(StandardCharsets.US_ASCII))
                        .getTrustManagers())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
    }

    /** The handshake line for the host; it must be the first line of the standard output. */
    public String handshake() {
        String certificate =
                identity == null ? "" : Base64.getEncoder().withoutPadding().encodeToString(identity.certificate());
        return "%d|%d|tcp|127.0.0.1:%d|grpc|%s"
                .formatted(GO_PLUGIN_PROTOCOL, TERRAFORM_PROTOCOL, server.getPort(), certificate);
    }

    /** Waits until the plugin is shut down. */
    public void awaitEnd() throws InterruptedException {
        server.awaitTermination();
    }

    /** Stops the plugin. */
    void stop() {
        server.shutdown();
    }

    private static final class Shutdown implements Runnable {

        private @Nullable Server server;

        @Override
        public void run() {
            if (server != null) {
                server.shutdown();
            }
        }
    }
}
