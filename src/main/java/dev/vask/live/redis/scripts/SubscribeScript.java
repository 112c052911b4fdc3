package dev.vask.live.redis.scripts;

import static java.util.Comparator.comparingLong;
import static java.util.Objects.requireNonNull;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.Disconnection;
import dev.vask.live.GapCause;
import dev.vask.live.HistoryLimits;
import dev.vask.live.Resumption;
import dev.vask.live.SubscribeResult;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes connections to channels, in their order, as members if these are presence channels.
 *
 * @param limits limits of the app's histories
 * @param now    the time
 */
public record SubscribeScript(App app, List<Request> subscriptions, HistoryLimits limits, Instant now)
        implements AppScript<SubscribeScript.Result> {

    /**
     * A subscription to begin.
     *
     * @param resumeAfter the id of the last event that the client received, empty to ask only for the current position, null if the
     *                    client does not resume
     */
    public record Request(
            Disconnection.HeldSubscription subscription,
            @Nullable String resumeAfter) {}

    /**
     * The result.
     *
     * @param outcomes the outcome of each subscription
     * @param countDue whether a subscription count is due later
     */
    public record Result(List<SubscribeResult> outcomes, boolean countDue) {}

    @Override
    public LuaScript script() {
        return resumes() ? LuaScript.SUBSCRIBE_RESUMING : LuaScript.SUBSCRIBE;
    }

    private boolean resumes() {
        return app.history().enabled() && subscriptions.stream().anyMatch(it -> it.resumeAfter() != null);
    }

    @Override
    public void write(ScriptArguments arguments) {
        boolean resumes = resumes();
        if (resumes) {
            arguments.text(HistoryText.of(app.history(), limits, now));
        }
        arguments
                .flag(app.subscriptionCounts())
                .limit(app.quotas().get(Quota.MAX_CHANNELS))
                .limit(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS))
                .number(subscriptions.size());
        for (Request request : subscriptions) {
            Disconnection.HeldSubscription it = request.subscription();
            String channel = it.channel().value();
            Member member = it.member();
            arguments.text(channel).text(member == null ? "" : member.id());
            if (member != null) {
                arguments
                        .text(member.info())
                        .text(Frame.of(new ServerMessage.MemberAdded(channel, member))
                                .text());
            }
            if (resumes) {
                arguments.text(request.resumeAfter() == null ? "-" : "+" + request.resumeAfter());
            }
        }
    }

    @Override
    public int changesAt() {
        return 2;
    }

    @Override
    public Result read(Response response) {
        List<SubscribeResult> outcomes = new ArrayList<>(subscriptions.size());
        for (int i = 0; i < subscriptions.size(); i++) {
            outcomes.add(outcome(subscriptions.get(i), response.get(1).get(i)));
        }
        return new Result(outcomes, Responses.isOne(response.get(0)));
    }

    private SubscribeResult outcome(Request request, Response response) {
        return switch (response.get(0).toString()) {
            case "channels" ->
                new SubscribeResult.TooManyChannels(requireNonNull(app.quotas().get(Quota.MAX_CHANNELS)));
            case "full" -> new SubscribeResult.Full(requireNonNull(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS)));
            default ->
                new SubscribeResult.Subscribed(
                        response.get(1).toLong(),
                        members(response.get(2)),
                        Responses.cached(response.get(3)),
                        resumption(request, response));
        };
    }

    private @Nullable Resumption resumption(Request request, Response response) {
        if (request.resumeAfter() == null) {
            return null;
        }
        return app.history().enabled()
                ? HistoryResponses.resumption(response.get(4))
                : new Resumption.Gap("", GapCause.OFF);
    }

    /** The members of a hash {@code m}, in the order in which they were added. */
    static List<Member> members(Response hash) {
        List<Added> members = new ArrayList<>();
        if (hash.isArray()) {
            for (int i = 0; i + 1 < hash.size(); i += 2) {
                members.add(Added.of(hash.get(i).toString(), hash.get(i + 1).toString()));
            }
        }
        members.sort(comparingLong(Added::sequence));
        return members.stream().map(Added::member).toList();
    }

    /** A member and the sequence at which it was added. */
    private record Added(long sequence, Member member) {

        static Added of(String user, String entry) {
            int first = entry.indexOf(';');
            int second = entry.indexOf(';', first + 1);
            return new Added(Long.parseLong(entry, 0, first, 10), new Member(user, entry.substring(second + 1)));
        }
    }
}
