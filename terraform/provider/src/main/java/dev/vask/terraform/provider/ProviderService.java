package dev.vask.terraform.provider;

import static java.util.stream.Collectors.toMap;

import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.DynamicValues;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import dev.vask.terraform.wire.ApplyResourceChange;
import dev.vask.terraform.wire.CloseEphemeralResource;
import dev.vask.terraform.wire.ConfigureProvider;
import dev.vask.terraform.wire.DynamicValue;
import dev.vask.terraform.wire.GetFunctions;
import dev.vask.terraform.wire.GetMetadata;
import dev.vask.terraform.wire.GetProviderSchema;
import dev.vask.terraform.wire.ImportResourceState;
import dev.vask.terraform.wire.OpenEphemeralResource;
import dev.vask.terraform.wire.PlanResourceChange;
import dev.vask.terraform.wire.ProviderGrpc;
import dev.vask.terraform.wire.ReadDataSource;
import dev.vask.terraform.wire.ReadResource;
import dev.vask.terraform.wire.RenewEphemeralResource;
import dev.vask.terraform.wire.ServerCapabilities;
import dev.vask.terraform.wire.StopProvider;
import dev.vask.terraform.wire.UpgradeResourceState;
import dev.vask.terraform.wire.ValidateDataResourceConfig;
import dev.vask.terraform.wire.ValidateEphemeralResourceConfig;
import dev.vask.terraform.wire.ValidateProviderConfig;
import dev.vask.terraform.wire.ValidateResourceConfig;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Implements the provider protocol. Calls are concurrent and can block; every failure becomes a diagnostic. */
public final class ProviderService extends ProviderGrpc.ProviderImplBase {

    private static final ServerCapabilities CAPABILITIES =
            ServerCapabilities.newBuilder().setGetProviderSchemaOptional(true).build();

    private final Provider provider;
    private final Map<String, Resource> resources;
    private final Map<String, DataSource> dataSources;
    private final Map<String, EphemeralResource> ephemeralResources;

    public ProviderService(Provider provider) {
        this.provider = provider;
        this.resources = byType(provider.resources(), Resource::type);
        this.dataSources = byType(provider.dataSources(), DataSource::type);
        this.ephemeralResources = byType(provider.ephemeralResources(), EphemeralResource::type);
    }

    private static <T> Map<String, T> byType(List<T> all, Function<T, String> type) {
        return all.stream().collect(toMap(type, Function.identity()));
    }

    @Override
    public void getMetadata(GetMetadata.Request request, StreamObserver<GetMetadata.Response> observer) {
        GetMetadata.Response.Builder response =
                GetMetadata.Response.newBuilder().setServerCapabilities(CAPABILITIES);
        resources
                .keySet()
                .forEach(type -> response.addResources(
                        GetMetadata.ResourceMetadata.newBuilder().setTypeName(type)));
        dataSources
                .keySet()
                .forEach(type -> response.addDataSources(
                        GetMetadata.DataSourceMetadata.newBuilder().setTypeName(type)));
        ephemeralResources
                .keySet()
                .forEach(type -> response.addEphemeralResources(
                        GetMetadata.EphemeralMetadata.newBuilder().setTypeName(type)));
        send(response.build(), observer);
    }

    @Override
    public void getProviderSchema(
            GetProviderSchema.Request request, StreamObserver<GetProviderSchema.Response> observer) {
        GetProviderSchema.Response.Builder response = GetProviderSchema.Response.newBuilder()
                .setServerCapabilities(CAPABILITIES)
                .setProvider(WireFormat.schema(provider.settings()));
        resources.forEach((type, resource) -> response.putResourceSchemas(type, WireFormat.schema(resource.schema())));
        dataSources.forEach((type, source) -> response.putDataSourceSchemas(type, WireFormat.schema(source.schema())));
        ephemeralResources.forEach(
                (type, resource) -> response.putEphemeralResourceSchemas(type, WireFormat.schema(resource.schema())));
        send(response.build(), observer);
    }

    @Override
    public void validateProviderConfig(
            ValidateProviderConfig.Request request, StreamObserver<ValidateProviderConfig.Response> observer) {
        Diagnostics problems = new Diagnostics();
        attempt(problems, () -> Validator.check(provider.settings(), fields(request.getConfig()), problems));
        send(
                ValidateProviderConfig.Response.newBuilder()
                        .addAllDiagnostics(WireFormat.diagnostics(problems))
                        .build(),
                observer);
    }

    @Override
    public void validateResourceConfig(
            ValidateResourceConfig.Request request, StreamObserver<ValidateResourceConfig.Response> observer) {
        Diagnostics problems = new Diagnostics();
        attempt(problems, () -> {
            Resource resource = resource(request.getTypeName());
            Fields config = fields(request.getConfig());
            if (!request.getClientCapabilities().getWriteOnlyAttributesAllowed()) {
                Validator.rejectWriteOnly(resource.schema(), config, problems);
            }
            Validator.check(resource.schema(), config, problems);
            resource.validate(config, problems);
        });
        send(
                ValidateResourceConfig.Response.newBuilder()
                        .addAllDiagnostics(WireFormat.diagnostics(problems))
                        .build(),
                observer);
    }

    @Override
    public void validateDataResourceConfig(
            ValidateDataResourceConfig.Request request, StreamObserver<ValidateDataResourceConfig.Response> observer) {
        Diagnostics problems = new Diagnostics();
        attempt(
                problems,
                () -> Validator.check(
                        dataSource(request.getTypeName()).schema(), fields(request.getConfig()), problems));
        send(
                ValidateDataResourceConfig.Response.newBuilder()
                        .addAllDiagnostics(WireFormat.diagnostics(problems))
                        .build(),
                observer);
    }

    @Override
    public void validateEphemeralResourceConfig(
            ValidateEphemeralResourceConfig.Request request,
            StreamObserver<ValidateEphemeralResourceConfig.Response> observer) {
        Diagnostics problems = new Diagnostics();
        attempt(
                problems,
                () -> Validator.check(
                        ephemeral(request.getTypeName()).schema(), fields(request.getConfig()), problems));
        send(
                ValidateEphemeralResourceConfig.Response.newBuilder()
                        .addAllDiagnostics(WireFormat.diagnostics(problems))
                        .build(),
                observer);
    }

    /** States of all versions are read in the same way: missing attributes are null, unknown ones are dropped. */
    @Override
    public void upgradeResourceState(
            UpgradeResourceState.Request request, StreamObserver<UpgradeResourceState.Response> observer) {
        Diagnostics problems = new Diagnostics();
        UpgradeResourceState.Response.Builder response = UpgradeResourceState.Response.newBuilder();
        attempt(problems, () -> {
            Schema schema = resource(request.getTypeName()).schema();
            Value stored =
                    DynamicValues.readJson(request.getRawState().getJson().toStringUtf8());
            response.setUpgradedState(
                    DynamicValues.write(stored instanceof Fields state ? schema.conform(state) : stored));
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    @Override
    public void configureProvider(
            ConfigureProvider.Request request, StreamObserver<ConfigureProvider.Response> observer) {
        Diagnostics problems = new Diagnostics();
        attempt(problems, () -> provider.configure(fields(request.getConfig()), problems));
        send(
                ConfigureProvider.Response.newBuilder()
                        .addAllDiagnostics(WireFormat.diagnostics(problems))
                        .build(),
                observer);
    }

    @Override
    public void readResource(ReadResource.Request request, StreamObserver<ReadResource.Response> observer) {
        Diagnostics problems = new Diagnostics();
        ReadResource.Response.Builder response = ReadResource.Response.newBuilder()
                .setNewState(request.getCurrentState())
                .setPrivate(request.getPrivate());
        attempt(problems, () -> {
            Resource resource = resource(request.getTypeName());
            Optional<Fields> now = resource.read(fields(request.getCurrentState()));
            response.setNewState(write(resource.schema(), now.orElse(null)));
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    @Override
    public void planResourceChange(
            PlanResourceChange.Request request, StreamObserver<PlanResourceChange.Response> observer) {
        Diagnostics problems = new Diagnostics();
        PlanResourceChange.Response.Builder response = PlanResourceChange.Response.newBuilder()
                .setPlannedState(request.getProposedNewState())
                .setPlannedPrivate(request.getPriorPrivate());
        attempt(problems, () -> {
            if (DynamicValues.read(request.getProposedNewState()) instanceof Fields) {
                plan(resource(request.getTypeName()), request, response);
            }
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    private static void plan(
            Resource resource, PlanResourceChange.Request request, PlanResourceChange.Response.Builder response) {
        Fields prior = fieldsOrNull(request.getPriorState());
        Fields config = fields(request.getConfig());
        Fields planned = resource.plan(prior, config, Planner.plan(resource.schema(), prior, config));
        response.setPlannedState(write(resource.schema(), planned));
        if (prior != null) {
            Planner.replacements(resource.schema(), prior, planned)
                    .forEach(path -> response.addRequiresReplace(WireFormat.path(path)));
        }
    }

    @Override
    public void applyResourceChange(
            ApplyResourceChange.Request request, StreamObserver<ApplyResourceChange.Response> observer) {
        Diagnostics problems = new Diagnostics();
        ApplyResourceChange.Response.Builder response = ApplyResourceChange.Response.newBuilder()
                .setNewState(request.getPriorState())
                .setPrivate(request.getPlannedPrivate());
        attempt(problems, () -> {
            Resource resource = resource(request.getTypeName());
            try {
                response.setNewState(write(resource.schema(), apply(resource, request)));
            } catch (ProviderException e) {
                e.state().ifPresent(left -> response.setNewState(write(resource.schema(), left)));
                throw e;
            }
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    private static @Nullable Fields apply(Resource resource, ApplyResourceChange.Request request)
            throws ProviderException {
        Fields prior = fieldsOrNull(request.getPriorState());
        Fields planned = fieldsOrNull(request.getPlannedState());
        if (prior != null && planned == null) {
            resource.delete(prior);
            return null;
        }
        if (planned == null) {
            return null;
        }
        Fields config = fields(request.getConfig());
        return prior == null ? resource.create(planned, config) : resource.update(prior, planned, config);
    }

    @Override
    public void importResourceState(
            ImportResourceState.Request request, StreamObserver<ImportResourceState.Response> observer) {
        Diagnostics problems = new Diagnostics();
        ImportResourceState.Response.Builder response = ImportResourceState.Response.newBuilder();
        attempt(problems, () -> {
            Resource resource = resource(request.getTypeName());
            response.addImportedResources(ImportResourceState.ImportedResource.newBuilder()
                    .setTypeName(request.getTypeName())
                    .setState(write(resource.schema(), resource.stateForImport(request.getId()))));
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    @Override
    public void readDataSource(ReadDataSource.Request request, StreamObserver<ReadDataSource.Response> observer) {
        Diagnostics problems = new Diagnostics();
        ReadDataSource.Response.Builder response = ReadDataSource.Response.newBuilder();
        attempt(problems, () -> {
            DataSource source = dataSource(request.getTypeName());
            response.setState(write(source.schema(), source.read(fields(request.getConfig()))));
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    @Override
    public void openEphemeralResource(
            OpenEphemeralResource.Request request, StreamObserver<OpenEphemeralResource.Response> observer) {
        Diagnostics problems = new Diagnostics();
        OpenEphemeralResource.Response.Builder response = OpenEphemeralResource.Response.newBuilder();
        attempt(problems, () -> {
            EphemeralResource resource = ephemeral(request.getTypeName());
            DynamicValue opened = write(resource.schema(), resource.open(fields(request.getConfig())));
            response.setResult(opened).setPrivate(opened.toByteString());
        });
        send(response.addAllDiagnostics(WireFormat.diagnostics(problems)).build(), observer);
    }

    @Override
    public void renewEphemeralResource(
            RenewEphemeralResource.Request request, StreamObserver<RenewEphemeralResource.Response> observer) {
        send(
                RenewEphemeralResource.Response.newBuilder()
                        .setPrivate(request.getPrivate())
                        .build(),
                observer);
    }

    @Override
    public void closeEphemeralResource(
            CloseEphemeralResource.Request request, StreamObserver<CloseEphemeralResource.Response> observer) {
        Diagnostics problems = new Diagnostics();
        attempt(problems, () -> ephemeral(request.getTypeName())
                .close(fields(DynamicValue.parseFrom(request.getPrivate()))));
        send(
                CloseEphemeralResource.Response.newBuilder()
                        .addAllDiagnostics(WireFormat.diagnostics(problems))
                        .build(),
                observer);
    }

    @Override
    public void getFunctions(GetFunctions.Request request, StreamObserver<GetFunctions.Response> observer) {
        send(GetFunctions.Response.getDefaultInstance(), observer);
    }

    /** Running requests are completed, because a partial change would be worse than a delay. */
    @Override
    public void stopProvider(StopProvider.Request request, StreamObserver<StopProvider.Response> observer) {
        send(StopProvider.Response.getDefaultInstance(), observer);
    }

    private Resource resource(String type) {
        return known(resources, type);
    }

    private DataSource dataSource(String type) {
        return known(dataSources, type);
    }

    private EphemeralResource ephemeral(String type) {
        return known(ephemeralResources, type);
    }

    private static <T> T known(Map<String, T> all, String type) {
        T one = all.get(type);
        if (one == null) {
            throw new IllegalArgumentException("Unknown resource or data source '%s'".formatted(type));
        }
        return one;
    }

    private static Fields fields(DynamicValue value) {
        Fields fields = fieldsOrNull(value);
        return fields == null ? new Fields(Map.of()) : fields;
    }

    private static @Nullable Fields fieldsOrNull(DynamicValue value) {
        return DynamicValues.read(value) instanceof Fields fields ? fields : null;
    }

    private static DynamicValue write(Schema schema, @Nullable Fields state) {
        return DynamicValues.write(state == null ? Value.NULL : schema.conform(state));
    }

    private static <T> void send(T response, StreamObserver<T> observer) {
        observer.onNext(response);
        observer.onCompleted();
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void attempt(Diagnostics problems, Attempt attempt) {
        try {
            attempt.run();
        } catch (ProviderException e) {
            report(e, problems);
        } catch (Exception e) {
            e.printStackTrace();
            problems.error("The provider failed", "This is a bug in the provider: %s".formatted(e), Path.ROOT);
        }
    }

    private static void report(ProviderException failure, Diagnostics problems) {
        if (failure.problems().isEmpty()) {
            problems.error(failure.summary(), failure.detail(), Path.ROOT);
        }
        failure.problems().forEach(problems::invalid);
    }
}
