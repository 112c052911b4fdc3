package dev.vask.terraform.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.terraform.provider.ProviderService;
import dev.vask.terraform.vask.VaskProvider;
import dev.vask.terraform.wire.GetProviderSchema;
import dev.vask.terraform.wire.ProviderGrpc;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The protocol between host and plugin, from the handshake to the shutdown. */
class PluginTest {

    private final ProviderService service = new ProviderService(new VaskProvider(Map.of()));

    @Test
    void the_handshake_line_names_versions_address_protocol_and_certificate() throws Exception {
        PluginHost host = PluginHost.create();
        Plugin plugin = Plugin.start(service, host.environment());

        assertThat(plugin.handshake()).matches("1\\|6\\|tcp\\|127\\.0\\.0\\.1:\\d+\\|grpc\\|[A-Za-z0-9+/]{200,}");
        host.connect(plugin.handshake(), channel -> {});
        plugin.awaitEnd();
    }

    @Test
    void a_host_without_a_certificate_gets_none() throws Exception {
        Plugin plugin = Plugin.start(service, Map.of());

        assertThat(plugin.handshake()).endsWith("|grpc|");
        plugin.stop();
    }

    @Test
    void a_host_with_the_certificate_can_call_and_stop_the_plugin() throws Exception {
        PluginHost host = PluginHost.create();
        Plugin plugin = Plugin.start(service, host.environment());
        AtomicInteger resources = new AtomicInteger();

        host.connect(
                plugin.handshake(),
                channel -> resources.set(ProviderGrpc.newBlockingStub(channel)
                        .getProviderSchema(GetProviderSchema.Request.getDefaultInstance())
                        .getResourceSchemasCount()));

        plugin.awaitEnd();
        assertThat(resources).hasValue(3);
    }

    @Test
    void another_certificate_is_rejected() throws Exception {
        PluginHost host = PluginHost.create();
        Plugin plugin = Plugin.start(service, host.environment());

        assertThatThrownBy(() -> PluginHost.create().connect(plugin.handshake(), channel -> {}))
                .isInstanceOf(StatusRuntimeException.class);
        host.connect(plugin.handshake(), channel -> {});
        plugin.awaitEnd();
    }

    @Test
    void the_certificate_is_for_localhost_and_signed_by_its_own_key() throws Exception {
        Identity identity = Identity.create();
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(identity.certificate()));

        certificate.verify(identity.keys().getPublic());
        certificate.checkValidity();
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "localhost"));
    }

    @Test
    void a_start_by_terraform_is_detected_by_its_cookie() {
        assertThat(Plugin.isStartedByTerraform(Map.of())).isFalse();
        assertThat(Plugin.isStartedByTerraform(Map.of("TF_PLUGIN_MAGIC_COOKIE", "stale")))
                .isFalse();
    }
}
