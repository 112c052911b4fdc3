package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.api.ReadsConfig;
import dev.vask.apps.encryption.SecretsConfig;
import dev.vask.apps.file.AppsFileConfig;
import dev.vask.apps.postgres.AppsConfig;
import dev.vask.apps.postgres.DatabaseConfig;
import dev.vask.edge.EdgeConfig;
import dev.vask.feed.FeedConfig;
import dev.vask.functions.FunctionConfig;
import dev.vask.http.HttpLimitsConfig;
import dev.vask.limits.AdminLimitsConfig;
import dev.vask.limits.HttpConfig;
import dev.vask.limits.LimitsConfig;
import dev.vask.live.redis.ClusterConfig;
import dev.vask.meters.MetersConfig;
import dev.vask.ops.DemoConfig;
import dev.vask.settings.SecretFilesConfig;
import dev.vask.traces.TracesConfig;
import dev.vask.webhooks.WebhooksConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** All config mappings. Their names and types are read by reflection, also in the native executable. */
@RegisterForReflection(
        fields = false,
        ignoreNested = false,
        targets = {
            AdminConfig.class,
            AdminLimitsConfig.class,
            AppsConfig.class,
            AppsFileConfig.class,
            ClusterConfig.class,
            DatabaseConfig.class,
            DemoConfig.class,
            EdgeConfig.class,
            FeedConfig.class,
            FunctionConfig.class,
            HistoryConfig.class,
            HttpConfig.class,
            HttpLimitsConfig.class,
            LimitsConfig.class,
            ManagementConfig.class,
            MetersConfig.class,
            ReadsConfig.class,
            SecretFilesConfig.class,
            SecretsConfig.class,
            ShutdownConfig.class,
            TracesConfig.class,
            VaskConfig.class,
            WebhooksConfig.class
        })
final class SettingMappings {

    /** The mappings that the annotation registers. {@code ConfigurationPageTest} checks that both are complete. */
    static final List<Class<?>> ALL = List.of(
            AdminConfig.class,
            AdminLimitsConfig.class,
            AppsConfig.class,
            AppsFileConfig.class,
            ClusterConfig.class,
            DatabaseConfig.class,
            DemoConfig.class,
            EdgeConfig.class,
            FeedConfig.class,
            FunctionConfig.class,
            HistoryConfig.class,
            HttpConfig.class,
            HttpLimitsConfig.class,
            LimitsConfig.class,
            ManagementConfig.class,
            MetersConfig.class,
            ReadsConfig.class,
            SecretFilesConfig.class,
            SecretsConfig.class,
            ShutdownConfig.class,
            TracesConfig.class,
            VaskConfig.class,
            WebhooksConfig.class);

    private SettingMappings() {}
}
