package dev.vask.admin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** The names of operations in the audit log, by operation id. They must not change. */
class AuditedTest {

    @Test
    void every_operation_that_changes_something_has_a_name() {
        Map<String, String> names = operations()
                .filter(it -> it.isAnnotationPresent(Audited.class))
                .collect(Collectors.toMap(
                        it -> it.getAnnotation(Operation.class).operationId(),
                        it -> it.getAnnotation(Audited.class).value()));

        assertThat(names)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("createApp", "apps.create"),
                        Map.entry("putApp", "apps.put"),
                        Map.entry("deleteApp", "apps.delete"),
                        Map.entry("addSecret", "secrets.add"),
                        Map.entry("rotateSecrets", "secrets.rotate"),
                        Map.entry("endSecret", "secrets.end"),
                        Map.entry("reencryptSecrets", "reencryption.reencrypt"),
                        Map.entry("testWebhook", "webhook.test"),
                        Map.entry("replayDeadLetters", "webhook.replayAll"),
                        Map.entry("replayDeadLetter", "webhook.replayOne"),
                        Map.entry("publishEventAsOperator", "events.publish"),
                        Map.entry("authorizeTester", "tester.authorize")));
        assertThat(operations())
                .hasSizeGreaterThan(names.size())
                .allMatch(it -> it.isAnnotationPresent(GET.class) != it.isAnnotationPresent(Audited.class));
    }

    private static Stream<Method> operations() {
        return Stream.of(
                        AppsResource.class,
                        SecretsResource.class,
                        ReencryptionResource.class,
                        UsageResource.class,
                        WebhookResource.class,
                        OperatorEventsResource.class,
                        TesterResource.class,
                        FeedResource.class,
                        LiveChannelsResource.class,
                        ServerResource.class,
                        StatsResource.class,
                        AppStatsResource.class)
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .filter(AuditedTest::isOperation);
    }

    private static boolean isOperation(Method method) {
        return List.of(method.getAnnotations()).stream()
                .anyMatch(it -> it.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
