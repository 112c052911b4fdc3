package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.live.LiveState;
import dev.vask.live.Usage;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.TreeMap;

/** Returns the current and past usage of an app. */
@Path("/admin/v1/apps/{key}/usage")
@AdminTokenRequired
final class UsageResource {

    private final AppStore apps;
    private final LiveState live;

    UsageResource(AppStore apps, LiveState live) {
        this.apps = apps;
        this.live = live;
    }

    @GET
    public Uni<Response> show(String key) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .flatMap(this::show);
    }

    private Uni<Response> show(App app) {
        return Uni.createFrom().completionStage(live.usage(app)).map(usage -> AdminResponses.json(200, json(usage)));
    }

    private static ObjectNode json(Usage usage) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("connections", usage.connections())
                .put("channels", usage.channels())
                .put("events_this_month", usage.eventsThisMonth());
        ArrayNode days = json.putArray("days");
        usage.lastDays().forEach(day -> days.addObject()
                .put("date", day.toString())
                .put("events", usage.events().getOrDefault(day, 0L)));
        ObjectNode refused = json.putObject("refused");
        new TreeMap<>(usage.refused()).forEach(refused::put);
        return json;
    }
}
