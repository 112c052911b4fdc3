package dev.vask.terraform.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vask.terraform.value.DynamicValues;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import dev.vask.terraform.wire.ApplyResourceChange;
import dev.vask.terraform.wire.CloseEphemeralResource;
import dev.vask.terraform.wire.ConfigureProvider;
import dev.vask.terraform.wire.DynamicValue;
import dev.vask.terraform.wire.GetMetadata;
import dev.vask.terraform.wire.GetProviderSchema;
import dev.vask.terraform.wire.ImportResourceState;
import dev.vask.terraform.wire.OpenEphemeralResource;
import dev.vask.terraform.wire.PlanResourceChange;
import dev.vask.terraform.wire.ProviderGrpc;
import dev.vask.terraform.wire.RawState;
import dev.vask.terraform.wire.ReadDataSource;
import dev.vask.terraform.wire.ReadResource;
import dev.vask.terraform.wire.UpgradeResourceState;
import dev.vask.terraform.wire.ValidateResourceConfig;
import io.grpc.Channel;
import java.util.List;
import java.util.Map;

/** The calls of Terraform for a secret: plan, create, read, import and delete; and for the data sources. */
final class ProviderSession {

    private static final String SECRET = "vask_app_secret";
    private static final DynamicValue NOTHING = DynamicValues.write(Value.NULL);
    private static final DynamicValue SHOP = value("app", "shop");

    private final ProviderGrpc.ProviderBlockingStub provider;

    ProviderSession(Channel channel) {
        provider = ProviderGrpc.newBlockingStub(channel);
    }

    void run(String url) {
        provider.getMetadata(GetMetadata.Request.getDefaultInstance());
        provider.getProviderSchema(GetProviderSchema.Request.getDefaultInstance());
        succeeds(provider.configureProvider(ConfigureProvider.Request.newBuilder()
                        .setConfig(DynamicValues.write(
                                new Fields(Map.of("url", Value.of(url), "token", Value.of("token")))))
                        .build())
                .getDiagnosticsList());
        validateInvalidConfig();
        DynamicValue made = apply(NOTHING, plan(SHOP));
        succeeds(provider.readResource(ReadResource.Request.newBuilder()
                        .setTypeName(SECRET)
                        .setCurrentState(made)
                        .build())
                .getDiagnosticsList());
        succeeds(provider.importResourceState(ImportResourceState.Request.newBuilder()
                        .setTypeName(SECRET)
                        .setId("shop/s1")
                        .build())
                .getDiagnosticsList());
        succeeds(provider.upgradeResourceState(UpgradeResourceState.Request.newBuilder()
                        .setTypeName(SECRET)
                        .setRawState(RawState.newBuilder().setJson(ByteString.copyFromUtf8("{\"app\":\"shop\"}")))
                        .build())
                .getDiagnosticsList());
        apply(made, NOTHING);
        succeeds(provider.readDataSource(ReadDataSource.Request.newBuilder()
                        .setTypeName("vask_app_usage")
                        .setConfig(SHOP)
                        .build())
                .getDiagnosticsList());
        openAndClose();
    }

    private void validateInvalidConfig() {
        assertThat(provider.validateResourceConfig(ValidateResourceConfig.Request.newBuilder()
                                .setTypeName(SECRET)
                                .setConfig(value("expires_in", "soon"))
                                .build())
                        .getDiagnosticsList())
                .isNotEmpty();
    }

    private DynamicValue plan(DynamicValue config) {
        PlanResourceChange.Response planned = provider.planResourceChange(PlanResourceChange.Request.newBuilder()
                .setTypeName(SECRET)
                .setPriorState(NOTHING)
                .setProposedNewState(config)
                .setConfig(config)
                .build());
        succeeds(planned.getDiagnosticsList());
        return planned.getPlannedState();
    }

    private DynamicValue apply(DynamicValue prior, DynamicValue planned) {
        ApplyResourceChange.Response applied = provider.applyResourceChange(ApplyResourceChange.Request.newBuilder()
                .setTypeName(SECRET)
                .setPriorState(prior)
                .setPlannedState(planned)
                .setConfig(SHOP)
                .build());
        succeeds(applied.getDiagnosticsList());
        return applied.getNewState();
    }

    private void openAndClose() {
        OpenEphemeralResource.Response opened =
                provider.openEphemeralResource(OpenEphemeralResource.Request.newBuilder()
                        .setTypeName(SECRET)
                        .setConfig(SHOP)
                        .build());
        succeeds(opened.getDiagnosticsList());
        succeeds(provider.closeEphemeralResource(CloseEphemeralResource.Request.newBuilder()
                        .setTypeName(SECRET)
                        .setPrivate(opened.getPrivate())
                        .build())
                .getDiagnosticsList());
    }

    private static void succeeds(List<?> diagnostics) {
        assertThat(diagnostics).isEmpty();
    }

    private static DynamicValue value(String name, String text) {
        return DynamicValues.write(new Fields(Map.of(name, Value.of(text))));
    }
}
