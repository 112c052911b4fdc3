package dev.vask.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The modules and their examples. Those that need a third-party provider are only parsed. */
class ModulesIT {

    private static final Path MODULES = Path.of("terraform/modules").toAbsolutePath();
    private static final Path EXAMPLES = Path.of("terraform/examples").toAbsolutePath();

    private final Server server = Server.standard();

    @BeforeAll
    static void requires_terraform() {
        assumeTrue(
                Terraform.isAvailable() || System.getenv("CI") != null,
                "The modules are not tested: it needs terraform on the PATH, and the provider, which 'make provider' builds");
    }

    @Test
    void all_files_are_formatted() {
        assertThat(Terraform.with(server)
                        .run("fmt", "-check", "-recursive", MODULES.getParent().toString())
                        .expectSuccess()
                        .output())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants", "gcp-cloud-run", "aws-ecs", "aws-lambda", "kubernetes"})
    void every_module_has_a_readable_example(String module) throws IOException {
        Terraform terraform = Terraform.with(server).write("main.tf", example(module));
        assertThat(terraform.run("get", "-no-color").expectSuccess().output()).contains(module);
    }

    @Test
    void a_second_apply_of_the_tenants_example_changes_nothing() throws IOException {
        String prefix = "module-" + UUID.randomUUID().toString().substring(24) + "-";
        Terraform terraform = Terraform.with(server)
                .write("main.tf", example("tenants").replace("\"example-\"", "\"" + prefix + "\""));
        terraform.run("get").expectSuccess();
        terraform.run("validate").expectSuccess();

        terraform.apply();
        assertThat(terraform.plan().changes()).isEmpty();

        assertThat(app(prefix + "acme").at("/quotas/max_connections").intValue())
                .isEqualTo(1000);
        assertThat(app(prefix + "acme").at("/quotas/client_events_per_second").intValue())
                .isEqualTo(10);
        assertThat(app(prefix + "acme").get("webhook").isNull()).isTrue();
        assertThat(app(prefix + "globex").at("/webhook/events")).hasSize(2);
        JsonNode environment = terraform.output("environment").get("acme");
        assertThat(environment.get("PUSHER_APP_KEY").textValue()).isEqualTo(prefix + "acme");
        assertThat(environment.get("PUSHER_APP_SECRET").textValue()).hasSize(43);
        assertThat(environment.get("PUSHER_PORT").textValue()).isEqualTo("8080");
        assertThat(terraform.output("keys")).hasSize(2);

        terraform.destroy();
        assertThat(terraform.addresses()).isEmpty();
    }

    @Test
    void a_tenant_with_an_unknown_secret_name_is_rejected() {
        Terraform terraform = Terraform.with(server).configure("""
                module "tenants" {
                  source   = "%s/tenants"
                  endpoint = { host = "localhost" }
                  tenants  = { acme = { secret = "next" } }
                }
                """.formatted(MODULES));
        terraform.run("get").expectSuccess();
        assertThat(terraform.run("plan", "-json").expectFailure().errors())
                .singleElement()
                .asString()
                .contains("must be the name of one of its secrets");
    }

    private static String example(String module) throws IOException {
        return Files.readString(EXAMPLES.resolve(module).resolve("main.tf"))
                .replace("../../modules", MODULES.toString());
    }

    private JsonNode app(String key) {
        return server.admin("GET", "/admin/v1/apps/" + key, new byte[0])
                .expect(200)
                .json();
    }
}
