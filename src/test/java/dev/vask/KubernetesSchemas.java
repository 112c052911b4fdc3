package dev.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Map;

/** The schemas that Kubernetes, the Gateway API and the Prometheus operator publish, as classes. */
final class KubernetesSchemas {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Map<String, Class<?>> CUSTOM = Map.of(
            "HTTPRoute", HTTPRoute.class,
            "ServiceMonitor", ServiceMonitor.class,
            "PrometheusRule", PrometheusRule.class);

    /** KEDA has no schema here. */
    private static final String WITHOUT_SCHEMA = "ScaledObject";

    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                /** Otherwise the models accept unknown fields. */
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            });

    private KubernetesSchemas() {}

    /** Fails if the object has an unknown field, lacks a required one, or has a value of another type. */
    static void check(JsonNode object) {
        String kind = object.path("kind").asText();
        if (CUSTOM.containsKey(kind)) {
            checkStrictly(object, CUSTOM.get(kind));
        } else if (!kind.equals(WITHOUT_SCHEMA)) {
            core(object, kind);
        }
    }

    /** Fails if the object has a field that a class does not know, or a value of another type. */
    static void checkStrictly(JsonNode object, Class<?> schema) {
        try {
            STRICT.treeToValue(object, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void core(JsonNode object, String kind) {
        String version = object.path("apiVersion").asText().replaceFirst(".*/", "");
        JsonElement json = JsonParser.parseString(object.toString());
        try {
            Class<?> schema = Class.forName(MODELS + version.toUpperCase(Locale.ROOT) + kind);
            schema.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            Object unused = JSON.getGson().fromJson(json, schema);
        } catch (InvocationTargetException e) {
            throw new AssertionError(
                    object.at("/metadata/name") + ": " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
