package dev.vask.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vask.apps.Quota;
import dev.vask.protocol.Json;
import dev.vask.protocol.WebhookType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document while it is generated: schemas that follow from enums, and what the operations of the
 * admin API, and those of the HTTP API, have in common. Public, because the build creates it; not used at run time.
 */
public final class OpenApiFilter implements OASFilter {

    private static final Map<String, String> ADMIN_ERRORS = Map.of(
            "401", "Unauthorized",
            "404", "NotFound",
            "413", "TooLarge",
            "429", "TooManyFailures",
            "500", "Failed",
            "503", "Unavailable");

    private static final Map<String, String> API_ERRORS = Map.of(
            "400", "Invalid",
            "401", "Unauthorized",
            "403", "Disabled",
            "404", "NotFound",
            "500", "Failed",
            "503", "Unavailable");
    private static final List<String> ADMIN_SECURITY = List.of("adminToken");
    private static final List<String> CLOUDEVENTS_SECURITY = List.of("cloudEventsToken");
    private static final List<String> READ_SECURITY =
            List.of("authKey", "authTimestamp", "authVersion", "authSignature");
    private static final List<String> WRITE_SECURITY =
            List.of("authKey", "authTimestamp", "authVersion", "bodyMd5", "authSignature");

    @Override
    @SuppressWarnings("NullAway") // the document has what the static part and the annotations declare
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents()
                .addSchema("Quotas", quotas())
                .addSchema("WebhookEvents", webhookEvents())
                .addSchema(
                        "WebhookHeaderNames",
                        object("Header names with null instead of their values")
                                .additionalPropertiesSchema(
                                        OASFactory.createSchema().addType(SchemaType.NULL)));
        document.getComponents()
                .getSchemas()
                .get("WebhookSettings")
                .getProperties()
                .get("headers")
                .getAdditionalPropertiesSchema()
                .addType(SchemaType.NULL);
        document.getPaths().getPathItems().forEach((path, item) -> {
            boolean admin = path.startsWith("/admin/");
            item.getOperations()
                    .forEach((method, operation) ->
                            complete(operation, security(path, method), admin ? ADMIN_ERRORS : API_ERRORS));
        });
    }

    private static List<String> security(String path, HttpMethod method) {
        if (path.startsWith("/admin/")) {
            return ADMIN_SECURITY;
        }
        if (path.endsWith("/cloudevents")) {
            return CLOUDEVENTS_SECURITY;
        }
        return method == HttpMethod.GET ? READ_SECURITY : WRITE_SECURITY;
    }

    private static void complete(Operation operation, List<String> security, Map<String, String> errors) {
        SecurityRequirement all = OASFactory.createSecurityRequirement();
        security.forEach(all::addScheme);
        operation.addSecurityRequirement(all);
        Map<String, APIResponse> responses =
                new TreeMap<>(operation.getResponses().getAPIResponses());
        errors.forEach((status, name) ->
                responses.put(status, OASFactory.createAPIResponse().ref(name)));
        operation.getResponses().setAPIResponses(responses);
    }

    private static Schema quotas() {
        Schema quotas = object("Each a positive integer, or null for unlimited");
        for (Quota quota : Quota.values()) {
            Schema limit = limit().description(quota.description());
            if (quota.defaultLimit() instanceof Integer some) {
                limit.setDefaultValue(some);
            }
            quotas.addProperty(quota.wireName(), limit);
        }
        return quotas;
    }

    private static Schema limit() {
        return OASFactory.createSchema()
                .type(List.of(SchemaType.INTEGER, SchemaType.NULL))
                .minimum(BigDecimal.valueOf(Quota.MIN))
                .maximum(BigDecimal.valueOf(Quota.MAX));
    }

    private static Schema webhookEvents() {
        List<Object> names = Stream.of(WebhookType.values())
                .<Object>map(WebhookType::wireName)
                .toList();
        return OASFactory.createSchema()
                .addType(SchemaType.ARRAY)
                .items(OASFactory.createSchema().addType(SchemaType.STRING).enumeration(names));
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(SchemaType.OBJECT).description(description);
    }

    @Override
    public RequestBody filterRequestBody(RequestBody body) {
        parseExamples(body.getContent());
        return body;
    }

    @Override
    public APIResponse filterAPIResponse(APIResponse response) {
        parseExamples(response.getContent());
        return response;
    }

    /** Annotations have their examples as texts. */
    private static void parseExamples(@Nullable Content content) {
        if (content == null) {
            return;
        }
        for (MediaType type : content.getMediaTypes().values()) {
            if (type.getExample() instanceof String json) {
                type.setExample(parse(json));
            }
        }
    }

    private static Object parse(String json) {
        try {
            return Json.MAPPER.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid example: " + json, e);
        }
    }
}
