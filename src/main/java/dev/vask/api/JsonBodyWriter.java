package dev.vask.api;

import io.vertx.core.http.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.common.types.AllWriteableMarker;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Writes a {@link JsonBody}. */
@Provider
final class JsonBodyWriter implements ServerMessageBodyWriter<JsonBody>, AllWriteableMarker {

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == JsonBody.class;
    }

    /** Sets the content type itself, since Quarkus REST would add a charset. */
    @Override
    public void writeResponse(JsonBody body, Type genericType, ServerRequestContext context) {
        ServerHttpResponse response = context.serverResponse();
        if (!response.headWritten()) {
            response.setPreCommitListener(null);
            response.setResponseHeader(HttpHeaders.CONTENT_TYPE, JsonBody.TYPE);
        }
        response.end(body.bytes());
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == JsonBody.class;
    }

    @Override
    public void writeTo(
            JsonBody body,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream stream)
            throws IOException {
        stream.write(body.bytes());
    }
}
