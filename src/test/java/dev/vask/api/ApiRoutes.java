package dev.vask.api;

import java.util.Arrays;
import java.util.stream.Stream;

/** The routes of the HTTP API, for tests elsewhere. */
public final class ApiRoutes {

    private ApiRoutes() {}

    /** Their methods and paths, as in {@code GET /apps/{app_key}/channels}. */
    public static Stream<String> all() {
        return Arrays.stream(ApiRoute.values()).map(ApiRoute::toString);
    }
}
