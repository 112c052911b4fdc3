package dev.vask.support;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tests of the HTTP API that do not run with the servers {@code function}, where requests are events of AWS Lambda, and why. JUnit finds
 * it as a service.
 */
public final class EventTestCondition implements ExecutionCondition {

    private static final String SOCKET =
            "It writes to a socket. Connections, the framing of bodies and the limits of heads are those of the gateway.";
    private static final String REFUSED =
            "A gateway refuses the request; LambdaIT sends what one that does not could send.";
    private static final String OPERATOR =
            "The admin API is off in functions, and the node's is tested by the other runs.";
    private static final String FRAMING =
            "It distinguishes bodies with and without chunks, and a result has no chunks.";
    private static final String TOO_LARGE = "Lambda accepts events of at most 6 MB.";

    private static final Map<String, List<String>> LEFT_OUT = Map.of(
            SOCKET,
            List.of(
                    "HeadSizeIT",
                    "KeepAliveIT",
                    "ErrorsIT#an_unknown_path_has_a_code",
                    "RequestBodiesIT#a_chunked_body_has_the_same_limit",
                    "RequestBodiesIT#a_client_that_keeps_sending_can_read_the_response_and_continue",
                    "RequestBodiesIT#a_request_with_expect_continue_is_answered_immediately",
                    "RequestBodiesIT#a_request_is_rejected_by_its_head_before_the_body_arrives",
                    "RequestBodiesIT#a_missing_md5_is_rejected_at_the_first_byte_of_a_chunked_body",
                    "RequestBodiesIT#continue_is_sent_only_if_the_signature_is_valid",
                    "RequestBodiesIT#a_body_that_does_not_end_closes_the_connection",
                    "RequestBodiesIT#a_body_can_arrive_byte_by_byte",
                    "RequestBodiesIT#requests_can_be_pipelined",
                    "RequestBodiesIT#an_incomplete_body_has_no_effect"),
            REFUSED,
            List.of(
                    "RoutesIT#a_semicolon_in_the_path_does_not_change_how_a_query_is_read",
                    "SigningIT#an_invalid_escape_is_rejected_and_not_an_internal_error"),
            OPERATOR,
            List.of(
                    "ErrorsIT#a_request_of_an_operator_is_rejected_with_a_code",
                    "ErrorsIT#limits_of_secrets_have_a_code",
                    "ErrorsIT#an_unknown_dead_letter_has_a_code",
                    "ErrorsIT#a_request_without_a_token_is_rejected_with_a_code",
                    "ErrorsIT#an_admin_body_that_is_too_long_is_rejected_with_a_code"),
            FRAMING,
            List.of("ChannelsResourceIT#a_long_list_is_sent_in_parts_and_names_each_channel_once_in_order"),
            TOO_LARGE,
            List.of("RoutesIT#no_route_comes_before_a_body_too_long"));

    private static final Map<String, String> REASONS = LEFT_OUT.entrySet().stream()
            .flatMap(it -> it.getValue().stream().map(test -> Map.entry(test, it.getKey())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Whether requests are events. */
    static boolean isActive() {
        return "function".equals(System.getProperty("vask.test.servers"));
    }

    /** The tests that are left out: a class, or a method of it. */
    static Stream<String> leftOut() {
        return REASONS.keySet().stream();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!isActive()) {
            return ConditionEvaluationResult.enabled("not through events");
        }
        String type = context.getTestClass().map(Class::getSimpleName).orElse("");
        String method = context.getTestMethod().map(Method::getName).orElse("");
        String reason = REASONS.getOrDefault(type, REASONS.get(type + "#" + method));
        return reason == null
                ? ConditionEvaluationResult.enabled("through events")
                : ConditionEvaluationResult.disabled(reason);
    }
}
