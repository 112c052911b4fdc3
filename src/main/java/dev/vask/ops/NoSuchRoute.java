package dev.vask.ops;

import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Answers a path that leads nowhere (4.0.7). */
@Singleton
final class NoSuchRoute {

    static final ErrorAnswer ANSWER = new ErrorAnswer(ErrorCode.NO_SUCH_ROUTE, "no such route; GET / names those there are");

    void route(@Observes Router router) {
        router.route().last().handler(context -> ANSWER.end(context.request()));
    }
}
