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
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document while it is generated: schemas that follow from enums, and what all operations of the admin API have
 * in common. Public, because the build creates it; not used at run time.
 */
public final class OpenApiFilter implements OASFilter {

    private static final Map<String, String> ERRORS = Map.of(
            "401", "Unauthorized",
            "404", "NotFound",
            "413", "TooLarge",
            "429", "TooManyFailures",
            "500", "Failed",
            "503", "Unavailable");

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
            if (path.startsWith("/admin/")) {
                item.getOperations().values().forEach(OpenApiFilter::complete);
            }
        });
    }

    private static void complete(Operation operation) {
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("adminToken"));
        Map<String, APIResponse> responses =
                new TreeMap<>(operation.getResponses().getAPIResponses());
        ERRORS.forEach((status, name) ->
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
