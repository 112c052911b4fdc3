package dev.vask.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets managed with Terraform: several per app, rotation without downtime, and secrets that are not in the state. */
class TerraformSecretsIT {

    private final Server server = Server.standard();
    private final String key = "tf-" + UUID.randomUUID();

    @BeforeEach
    void requires_terraform() {
        assumeTrue(
                Terraform.isAvailable() || System.getenv("CI") != null,
                "Secrets are not tested: it needs terraform on the PATH, and the provider, which 'make provider' builds");
        server.admin("PUT", "/admin/v1/apps/" + key, new byte[0]).expect(201);
    }

    @Test
    void a_secret_is_rotated_by_its_keepers_and_created_again_when_revoked() {
        Terraform terraform = Terraform.with(server).configure(configuration("january"));
        terraform.apply();
        String first = terraform.output("secret").textValue();
        assertThat(accepts(first)).isTrue();
        assertThat(terraform.plan().changes()).isEmpty();

        terraform.configure(configuration("february"));
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_app_secret.next", "replace"));
        terraform.apply();
        String second = terraform.output("secret").textValue();
        assertThat(accepts(second)).isTrue();
        assertThat(accepts(first)).isFalse();

        server.admin("DELETE", secrets() + "/" + terraform.output("id").textValue(), new byte[0])
                .expect(204);
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_app_secret.next", "create"));
        terraform.destroy();
        assertThat(list()).hasSize(1);
    }

    @Test
    void a_write_only_secret_is_valid_and_in_no_state() {
        Terraform terraform = Terraform.with(server).configure("""
                resource "vask_app_secret" "quiet" {
                  app               = "%s"
                  secret_wo         = "nobody-shall-read-this"
                  secret_wo_version = 1
                }
                """.formatted(key));
        terraform.apply();
        assertThat(accepts("nobody-shall-read-this")).isTrue();
        assertThat(terraform.stateFile()).contains("vask_app_secret").doesNotContain("nobody-shall-read-this");
    }

    @Test
    void a_secret_can_be_created_with_an_expiry() {
        Terraform terraform = Terraform.with(server).configure("""
                resource "vask_app_secret" "brief" {
                  app        = "%s"
                  expires_in = "90d"
                }
                output "end" { value = vask_app_secret.brief.expires_at }
                """.formatted(key));
        Instant before = Instant.now();
        terraform.apply();
        assertThat(Instant.parse(terraform.output("end").textValue()))
                .isBetween(
                        before.plus(Duration.ofDays(90)).minusMillis(1),
                        Instant.now().plus(Duration.ofDays(90)));
        assertThat(terraform.plan().changes()).isEmpty();
        terraform.destroy();
        assertThat(list()).hasSize(1);
    }

    @Test
    void an_ephemeral_secret_is_revoked_after_the_run() {
        int before = list().size();
        Terraform terraform = Terraform.with(server).configure("""
                ephemeral "vask_app_secret" "run" { app = "%1$s" }
                resource "vask_app" "other" {
                  key               = "%1$s-other"
                  secret_wo         = ephemeral.vask_app_secret.run.secret
                  secret_wo_version = 1
                }
                """.formatted(key));
        terraform.apply();
        assertThat(list()).hasSize(before);
        terraform.destroy();
    }

    private String configuration(String month) {
        return """
                resource "vask_app_secret" "next" {
                  app     = "%s"
                  keepers = { month = "%s" }
                  lifecycle { create_before_destroy = true }
                }
                output "id" { value = vask_app_secret.next.id }
                output "secret" {
                  value     = vask_app_secret.next.secret
                  sensitive = true
                }
                """.formatted(key, month);
    }

    private boolean accepts(String secret) {
        byte[] none = new byte[0];
        String signed = new Signer(key, secret).request("GET", "/apps/%s/channels".formatted(key), Map.of(), none);
        return server.request("GET", signed, none).status() == 200;
    }

    private JsonNode list() {
        return server.admin("GET", secrets(), new byte[0]).expect(200).json().get("secrets");
    }

    private String secrets() {
        return "/admin/v1/apps/%s/secrets".formatted(key);
    }
}
