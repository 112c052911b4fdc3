package dev.vask.terraform;

import dev.vask.terraform.plugin.Plugin;
import dev.vask.terraform.plugin.PluginHost;
import dev.vask.terraform.provider.ProviderService;
import dev.vask.terraform.value.DynamicValues;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import dev.vask.terraform.vask.VaskProvider;
import dev.vask.terraform.wire.ApplyResourceChange;
import dev.vask.terraform.wire.ConfigureProvider;
import dev.vask.terraform.wire.DynamicValue;
import dev.vask.terraform.wire.GetProviderSchema;
import dev.vask.terraform.wire.PlanResourceChange;
import dev.vask.terraform.wire.ProviderGrpc;
import dev.vask.terraform.wire.ReadResource;
import dev.vask.terraform.wire.ValidateResourceConfig;
import java.util.Map;

/** Runs the typical calls of Terraform once, to train the AOT cache of the JVM. */
final class Training {

    /** No server listens here: the training includes a failing request, and sends nothing over the network. */
    private static final String UNREACHABLE_URL = "http://127.0.0.1:1";

    private Training() {}

    public static void main(String[] arguments) throws Exception {
        PluginHost host = PluginHost.create();
        Plugin plugin = Plugin.start(
                new ProviderService(new VaskProvider(Map.of("VASK_URL", UNREACHABLE_URL, "VASK_ADMIN_TOKEN", "none"))),
                host.environment());
        host.connect(plugin.handshake(), channel -> callProvider(ProviderGrpc.newBlockingStub(channel)));
        plugin.awaitEnd();
    }

    private static void callProvider(ProviderGrpc.ProviderBlockingStub provider) {
        provider.getProviderSchema(GetProviderSchema.Request.getDefaultInstance());
        DynamicValue config = DynamicValues.write(new Fields(Map.of("key", Value.of("shop"))));
        DynamicValue nothing = DynamicValues.write(Value.NULL);
        provider.validateResourceConfig(ValidateResourceConfig.Request.newBuilder()
                .setTypeName("vask_app")
                .setConfig(config)
                .build());
        provider.configureProvider(ConfigureProvider.Request.getDefaultInstance());
        DynamicValue planned = provider.planResourceChange(PlanResourceChange.Request.newBuilder()
                        .setTypeName("vask_app")
                        .setPriorState(nothing)
                        .setProposedNewState(config)
                        .setConfig(config)
                        .build())
                .getPlannedState();
        provider.applyResourceChange(ApplyResourceChange.Request.newBuilder()
                .setTypeName("vask_app")
                .setPriorState(nothing)
                .setPlannedState(planned)
                .setConfig(config)
                .build());
        provider.readResource(ReadResource.Request.newBuilder()
                .setTypeName("vask_app")
                .setCurrentState(config)
                .build());
    }
}
