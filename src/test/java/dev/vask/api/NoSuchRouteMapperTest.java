package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NoSuchRouteMapperTest {

    @Test
    void the_message_lists_every_route_and_no_other() {
        Stream<String> routes = Stream.of(
                        EventsResource.class, UsersResource.class, ChannelsResource.class, CloudEventsResource.class)
                .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Path.class))
                .map(method ->
                        verb(method) + " " + method.getAnnotation(Path.class).value());

        assertThat(NoSuchRouteMapper.ROUTES.split(", ")).containsExactlyInAnyOrderElementsOf(routes.toList());
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(it -> it.annotationType().getAnnotation(HttpMethod.class))
                .filter(it -> it != null)
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow();
    }
}
