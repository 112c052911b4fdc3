package dev.vask.terraform;

import dev.vask.terraform.plugin.Plugin;
import dev.vask.terraform.provider.ProviderService;
import dev.vask.terraform.vask.VaskProvider;

/** The process of the provider, started by Terraform. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (!Plugin.isStartedByTerraform(System.getenv())) {
            System.err.println("This is Vask's Terraform provider. Terraform starts it; see terraform/README.md.");
            System.exit(1);
        }
        Plugin plugin = Plugin.start(new ProviderService(new VaskProvider(System.getenv())), System.getenv());
        System.out.println(plugin.handshake());
        plugin.awaitEnd();
    }
}
