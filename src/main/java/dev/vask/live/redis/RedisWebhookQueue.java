package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.WebhookStatus;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link WebhookQueue} in Redis: a stream for each app, which the scripts write that make the changes. */
final class RedisWebhookQueue implements WebhookQueue {

    private static final int REPLAYED_AT_ONCE = 100;

    private final LocalNode node;
    private final WebhookQueueLimits limits;

    RedisWebhookQueue(LocalNode node, WebhookQueueLimits limits) {
        this.node = node;
        this.limits = limits;
    }

    @Override
    public void whenReady(Consumer<String> ready) {
        node.wakes(ready);
    }

    @Override
    public CompletionStage<Set<String>> apps() {
        return RedisLiveState.stage(node.link()
                .send(Request.cmd(Command.SMEMBERS).arg(node.keys().webhookApps()))
                .map(answer -> Set.copyOf(ScriptResults.strings(answer))));
    }

    @Override
    public CompletionStage<Taken> take(String app, @Nullable App now, Want want) {
        Webhook webhook = now == null ? null : now.webhook();
        List<String> arguments = List.of(
                millis(OWNERSHIP),
                want.after() == null ? "" : want.after(),
                Integer.toString(want.first()),
                Integer.toString(want.retries()),
                millis(want.attempt().multipliedBy(2)),
                webhook != null && webhook.batch() ? "1" : "0",
                millis(Delivery.NEWS_TRAVEL));
        boolean batch = webhook != null && webhook.batch();
        return RedisLiveState.stage(
                run(LuaScript.WEBHOOKS_FETCH, app, node.reports().of(now), arguments)
                        .map(answer -> taken(app, answer, batch)));
    }

    private static Taken taken(String app, Response answer, boolean batch) {
        if (answer.get(0).toString().equals("elsewhere")) {
            return new Taken.Elsewhere(
                    Duration.ofMillis(Math.max(0, answer.get(1).toLong())));
        }
        List<Delivery> first = new ArrayList<>();
        for (Response entry : answer.get(1)) {
            first.add(WebhookEntry.fresh(
                    app, entry.get(0).toString(), entry.get(1).toString()));
        }
        List<Delivery> retries = ScriptResults.strings(answer.get(2)).stream()
                .map(WebhookEntry::tried)
                .toList();
        long next = answer.get(3).toLong();
        return new Taken.Here(
                batch && !first.isEmpty() ? List.of(Delivery.together(first)) : first,
                retries,
                next < 0 ? null : Duration.ofMillis(next),
                answer.get(4).toLong(),
                new Dropped(answer.get(5).toLong(), answer.get(6).toLong()));
    }

    @Override
    public CompletionStage<Void> done(String app, Delivery delivery) {
        return finish(app, delivery, List.of("done")).thenApply(forgotten -> null);
    }

    @Override
    public CompletionStage<Void> postpone(String app, Delivery delivery, Duration delay) {
        return finish(app, delivery, List.of("retry", WebhookEntry.text(delivery), millis(delay)))
                .thenApply(forgotten -> null);
    }

    @Override
    public CompletionStage<Integer> giveUp(String app, Delivery delivery, String reason) {
        String letter = WebhookEntry.text(delivery, Instant.now(), reason);
        return finish(
                app,
                delivery,
                List.of(
                        "dead",
                        letter,
                        Integer.toString(MOST_DEAD_LETTERS),
                        Long.toString(limits.deadLetterBytes()),
                        millis(DEAD_LETTERS_KEPT)));
    }

    private CompletionStage<Integer> finish(String app, Delivery delivery, List<String> outcome) {
        List<String> arguments = new ArrayList<>();
        arguments.add(delivery.id());
        arguments.add(Integer.toString(delivery.events().size()));
        arguments.add(Integer.toString(delivery.entries().size()));
        arguments.addAll(delivery.entries());
        arguments.addAll(outcome);
        return RedisLiveState.stage(
                run(LuaScript.WEBHOOKS_FINISH, app, "", arguments).map(Response::toInteger));
    }

    @Override
    public CompletionStage<Void> release(String app) {
        return RedisLiveState.stage(
                run(LuaScript.WEBHOOKS_RELEASE, app, "", List.of()).mapEmpty());
    }

    @Override
    public CompletionStage<WebhookStatus> status(String app) {
        return RedisLiveState.stage(
                run(LuaScript.WEBHOOKS_STATUS, app, "", List.of()).map(RedisWebhookQueue::status));
    }

    private static WebhookStatus status(Response answer) {
        long lastDropped = answer.get(4).toLong();
        return new WebhookStatus(
                answer.get(0).toLong(),
                answer.get(1).toLong(),
                answer.get(2).toLong(),
                answer.get(3).toLong(),
                lastDropped == 0 ? null : Instant.ofEpochMilli(lastDropped),
                answer.get(5).toLong(),
                answer.get(6).toLong());
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(String app, int most) {
        return RedisLiveState.stage(
                released(app, most).map(all -> all.stream().map(Buried::letter).toList()));
    }

    /** A dead letter and its entry in the stream of them. */
    private record Buried(String entry, DeadLetter letter) {}

    private Future<List<Buried>> released(String app, int most) {
        Request read = Request.cmd(Command.XREVRANGE)
                .arg(node.keys().deadLetters(app))
                .arg("+")
                .arg(Long.toString(Instant.now().minus(DEAD_LETTERS_KEPT).toEpochMilli()))
                .arg("COUNT")
                .arg(most);
        return node.link().send(read).map(entries -> {
            List<Buried> all = new ArrayList<>();
            for (Response entry : entries) {
                String json = entry.get(1).get(1).toString();
                all.add(new Buried(entry.get(0).toString(), WebhookEntry.dead(json)));
            }
            return all;
        });
    }

    @Override
    public CompletionStage<Integer> replay(App app, @Nullable String id) {
        Webhook webhook = app.webhook();
        long generation = webhook == null ? 0 : webhook.generation();
        return RedisLiveState.stage(released(app.key(), MOST_DEAD_LETTERS * 2)
                .map(all -> all.stream()
                        .filter(it -> id == null || it.letter().delivery().id().equals(id))
                        .toList())
                .compose(chosen -> replay(app, chosen, generation, 0)));
    }

    private Future<Integer> replay(App app, List<Buried> chosen, long generation, int replayed) {
        List<Future<Response>> some = chosen.stream()
                .limit(REPLAYED_AT_ONCE)
                .map(it -> replay(app, it, generation))
                .toList();
        if (some.isEmpty()) {
            return Future.succeededFuture(replayed);
        }
        return Future.all(some).compose(ok -> {
            int now = some.stream().mapToInt(it -> it.result().toInteger()).sum();
            return replay(app, chosen.subList(some.size(), chosen.size()), generation, replayed + now);
        });
    }

    private Future<Response> replay(App app, Buried it, long generation) {
        Delivery anew = it.letter().delivery().anew(System.currentTimeMillis(), generation);
        List<String> arguments =
                List.of(it.entry(), anew.id(), Integer.toString(anew.events().size()), WebhookEntry.text(anew));
        return run(LuaScript.WEBHOOKS_REPLAY, app.key(), node.reports().of(app), arguments);
    }

    private Future<Response> run(LuaScript script, String app, String reported, List<String> arguments) {
        return node.link().call(script, node.keys().app(app), node.head(app, reported, arguments));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
