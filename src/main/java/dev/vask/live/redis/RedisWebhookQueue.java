package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.WebhookStatus;
import dev.vask.live.redis.connection.Batches;
import dev.vask.live.redis.membership.Membership;
import dev.vask.live.redis.scripts.AppScript;
import dev.vask.live.redis.scripts.Responses;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.WebhookEntry;
import dev.vask.live.redis.scripts.WebhookEvents;
import dev.vask.live.redis.scripts.WebhooksFetchScript;
import dev.vask.live.redis.scripts.WebhooksFinishScript;
import dev.vask.live.redis.scripts.WebhooksReleaseScript;
import dev.vask.live.redis.scripts.WebhooksReplayScript;
import dev.vask.live.redis.scripts.WebhooksStatusScript;
import dev.vask.live.redis.scripts.WebhooksTrimScript;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link WebhookQueue} in Redis: a stream for each app, written by the scripts that make the changes. */
final class RedisWebhookQueue implements WebhookQueue {

    private static final int REPLAYED_AT_ONCE = 100;
    private static final int APPS_AT_ONCE = 20;

    private final Membership node;
    private final ScriptRunner scripts;
    private final WebhookQueueLimits limits;

    RedisWebhookQueue(Membership node, WebhookQueueLimits limits) {
        this.node = node;
        this.scripts = node.scripts();
        this.limits = limits;
    }

    @Override
    public void whenReady(Consumer<String> ready) {
        node.onWebhookEvents(ready);
    }

    @Override
    public CompletionStage<Set<String>> apps() {
        return Stages.of(
                scripts.send(Request.cmd(Command.SMEMBERS).arg(scripts.keys().webhookApps()))
                        .map(response -> Set.copyOf(Responses.strings(response))));
    }

    @Override
    public CompletionStage<TakeResult> take(String app, @Nullable App now, TakeRequest want) {
        Webhook webhook = now == null ? null : now.webhook();
        boolean batch = webhook != null && webhook.batch();
        return Stages.of(
                scripts.call(app, scripts.webhooks().recorded(now), new WebhooksFetchScript(app, want, batch)));
    }

    @Override
    public CompletionStage<Void> done(String app, Delivery delivery) {
        return Stages.of(call(app, WebhooksFinishScript.done(delivery)).mapEmpty());
    }

    @Override
    public CompletionStage<Void> postpone(String app, Delivery delivery, Duration delay) {
        return Stages.of(call(app, WebhooksFinishScript.retry(delivery, delay)).mapEmpty());
    }

    @Override
    public CompletionStage<Integer> giveUp(String app, Delivery delivery, String reason) {
        return Stages.of(call(app, WebhooksFinishScript.dead(delivery, Instant.now(), reason, limits)));
    }

    @Override
    public CompletionStage<Void> release(String app) {
        return Stages.of(call(app, new WebhooksReleaseScript()).mapEmpty());
    }

    @Override
    public CompletionStage<WebhookStatus> status(String app) {
        return Stages.of(call(app, new WebhooksStatusScript()));
    }

    /** Deletes the dead letters of all apps that are older than their retention. Returns how many. */
    Future<Integer> deleteOldDeadLetters() {
        AtomicInteger deleted = new AtomicInteger();
        return Future.fromCompletionStage(apps())
                .compose(keys -> Batches.forEach(
                        keys, APPS_AT_ONCE, app -> call(app, new WebhooksTrimScript(DEAD_LETTER_RETENTION))
                                .onSuccess(deleted::addAndGet)))
                .map(done -> deleted.get());
    }

    private <T> Future<T> call(String app, AppScript<T> script) {
        return scripts.call(app, WebhookEvents.NOTHING, script);
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(String app, int most) {
        return Stages.of(entries(app, most)
                .map(all -> all.stream().map(DeadLetterEntry::letter).toList()));
    }

    /** A dead letter and its entry in the stream of them. */
    private record DeadLetterEntry(String entry, DeadLetter letter) {}

    private Future<List<DeadLetterEntry>> entries(String app, int most) {
        Request read = Request.cmd(Command.XREVRANGE)
                .arg(scripts.keys().deadLetters(app))
                .arg("+")
                .arg(Long.toString(Instant.now().minus(DEAD_LETTER_RETENTION).toEpochMilli()))
                .arg("COUNT")
                .arg(most);
        return scripts.send(read).map(entries -> {
            List<DeadLetterEntry> all = new ArrayList<>();
            for (Response entry : entries) {
                String json = entry.get(1).get(1).toString();
                all.add(new DeadLetterEntry(entry.get(0).toString(), WebhookEntry.dead(json)));
            }
            return all;
        });
    }

    @Override
    public CompletionStage<Integer> replay(App app, @Nullable String id) {
        Webhook webhook = app.webhook();
        long generation = webhook == null ? 0 : webhook.generation();
        return Stages.of(entries(app.key(), MAX_DEAD_LETTERS * 2)
                .map(all -> all.stream()
                        .filter(it -> id == null || it.letter().delivery().id().equals(id))
                        .toList())
                .compose(chosen -> replay(app, chosen, generation, 0)));
    }

    private Future<Integer> replay(App app, List<DeadLetterEntry> chosen, long generation, int replayed) {
        List<Future<Integer>> some = chosen.stream()
                .limit(REPLAYED_AT_ONCE)
                .map(it -> replay(app, it, generation))
                .toList();
        if (some.isEmpty()) {
            return Future.succeededFuture(replayed);
        }
        return Future.all(some).compose(ok -> {
            int now = some.stream().mapToInt(Future::result).sum();
            return replay(app, chosen.subList(some.size(), chosen.size()), generation, replayed + now);
        });
    }

    private Future<Integer> replay(App app, DeadLetterEntry it, long generation) {
        Delivery fresh = it.letter().delivery().replayed(System.currentTimeMillis(), generation);
        return scripts.call(app.key(), scripts.webhooks().recorded(app), new WebhooksReplayScript(it.entry(), fresh));
    }
}
