package dev.vask.admin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
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
                .containsExactlyInAnyOrderEntriesOf(names(
                        "createApp", "apps.create",
                        "putApp", "apps.put",
                        "deleteApp", "apps.delete",
                        "addSecret", "secrets.add",
                        "rotateSecrets", "secrets.rotate",
                        "endSecret", "secrets.end",
                        "rotateCloudEventsToken", "cloudevents.rotateToken",
                        "endCloudEventsToken", "cloudevents.endToken",
                        "reencryptSecrets", "reencryption.reencrypt",
                        "testWebhook", "webhook.test",
                        "replayDeadLetters", "webhook.replayAll",
                        "replayDeadLetter", "webhook.replayOne",
                        "publishEventAsOperator", "events.publish",
                        "authorizeTester", "tester.authorize"));
        assertThat(operations())
                .hasSizeGreaterThan(names.size())
                .allMatch(it -> it.isAnnotationPresent(GET.class) != it.isAnnotationPresent(Audited.class));
    }

    private static Map<String, String> names(String... names) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            all.put(names[i], names[i + 1]);
        }
        return all;
    }

    private static Stream<Method> operations() {
        return Stream.of(
                        AppsResource.class,
                        SecretsResource.class,
                        CloudEventsTokenResource.class,
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
