package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.live.ChannelChangeListener;
import dev.vask.live.redis.connection.RedisCommands;
import dev.vask.logs.LogContext;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import org.jboss.logging.Logger;

/**
 * Runs scripts in the name of this node. If a script that changes what the node holds fails in Redis, it may have done a part of its
 * work: then the node reconnects, which restores its entries. Thread-safe.
 */
public final class ScriptRunner {

    private static final Logger LOG = Logger.getLogger(ScriptRunner.class);
    private static final String CONNECTION_CLOSED = "CONNECTION_CLOSED"; // an error of Vert.x, not of Redis

    private final RedisCommands connections;
    private final RedisKeys keys;
    private final Caller caller;
    private final WebhookEvents webhooks;
    private volatile ChannelChangeListener changes = ChannelChangeListener.NONE;

    public ScriptRunner(RedisCommands connections, RedisKeys keys, Caller caller, WebhookEvents webhooks) {
        this.connections = connections;
        this.keys = keys;
        this.caller = caller;
        this.webhooks = webhooks;
    }

    /** The transport. */
    public RedisCommands connections() {
        return connections;
    }

    /** The keys in Redis. */
    public RedisKeys keys() {
        return keys;
    }

    /** From now on {@code listener} receives the changes of channels that the scripts of this node make. */
    public void onChannelChange(ChannelChangeListener listener) {
        changes = listener;
    }

    /** The webhook events that scripts record. */
    public WebhookEvents webhooks() {
        return webhooks;
    }

    /**
     * Runs a script on the state of an app. Scripts of one thread run in their order. Fails at once if Redis is not ready, and may
     * reconnect if it fails.
     */
    public <T> Future<T> call(App app, AppScript<T> script) {
        webhooks.register(app);
        String recorded = asked(app.key(), webhooks.recorded(app), script);
        return connections
                .call(script.script(), request -> write(request, app.key(), recorded, script))
                .onFailure(failure -> failed(app.key(), failure))
                .map(response -> read(app.key(), script, response));
    }

    /** Runs a script that does not change what nodes hold. Fails at once if Redis is not ready. */
    public <T> Future<T> call(String app, String recorded, AppScript<T> script) {
        return connections
                .call(script.script(), request -> write(request, app, recorded, script))
                .map(script::read);
    }

    /** Runs a script as {@link #call(App, AppScript)}, but also before Redis is ready. */
    public <T> Future<T> run(App app, AppScript<T> script) {
        webhooks.register(app);
        return run(app.key(), webhooks.recorded(app), script).onFailure(failure -> failed(app.key(), failure));
    }

    /** Runs a script, also before Redis is ready. Its failure has no other effect. */
    public <T> Future<T> run(String app, String recorded, AppScript<T> script) {
        String asked = asked(app, recorded, script);
        return connections
                .run(script.script(), request -> write(request, app, asked, script))
                .map(response -> read(app, script, response));
    }

    /** Runs a script on the nodes, also before Redis is ready. */
    public <T> Future<T> run(NodeScript<T> script) {
        return connections
                .run(script.script(), request -> {
                    var used = script.keys(keys);
                    request.arg(used.size());
                    used.forEach(request::arg);
                    script.write(new ScriptArguments(request));
                })
                .map(script::read);
    }

    /** Asks a script for the changes of channels that it makes, if somebody needs them. */
    private String asked(String app, String recorded, AppScript<?> script) {
        return script.changesAt() >= 0 && changes.isInterestedIn(app) ? recorded + ChannelChanges.ASK : recorded;
    }

    private <T> T read(String app, AppScript<T> script, Response response) {
        T result = script.read(response);
        if (script.changesAt() >= 0 && response.size() > script.changesAt()) {
            ChannelChanges.of(response, script.changesAt()).forEach(change -> changes.changed(app, change));
        }
        return result;
    }

    private void write(Request request, String app, String recorded, AppScript<?> script) {
        request.arg(1).arg(keys.app(app));
        script.write(new ScriptArguments(request)
                .text(app)
                .text(caller.node())
                .text(caller.run())
                .text(recorded)
                .text(WallClock.now()));
    }

    /** Handles a failure of a script, or of the registration of its app. */
    public void failed(String app, Throwable failure) {
        if (NodeReleasedException.is(failure)) {
            connections.reconnect("this node's lease expired");
        } else if (failure instanceof ErrorType error && !error.is(CONNECTION_CLOSED)) {
            LogContext.app(app).log(() -> LOG.errorf("A Redis script failed: app %s: %s", app, failure.getMessage()));
            connections.reconnect("a command failed");
        }
    }

    /** Sends a command, also before Redis is ready. */
    public Future<Response> send(Request request) {
        return connections.send(request);
    }
}
