package dev.vask.live.redis.scripts;

import static java.util.Comparator.comparingLong;
import static java.util.Objects.requireNonNull;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.SubscribeResult;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subscribes one connection to a channel, as a member if it is a presence channel. */
public record SubscribeScript(
        App app, ChannelName channel, @Nullable Member member) implements AppScript<SubscribeScript.Result> {

    /**
     * The result.
     *
     * @param outcome  the outcome for the connection
     * @param countDue whether a subscription count is due later
     */
    public record Result(SubscribeResult outcome, boolean countDue) {}

    @Override
    public LuaScript script() {
        return LuaScript.SUBSCRIBE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments
                .flag(app.subscriptionCounts())
                .text(channel.value())
                .limit(app.quotas().get(Quota.MAX_CHANNELS));
        if (member != null) {
            arguments
                    .text(member.id())
                    .text(member.info())
                    .text(Frame.of(new ServerMessage.MemberAdded(channel.value(), member))
                            .text())
                    .limit(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS));
        }
    }

    @Override
    public int changesAt() {
        return 5;
    }

    @Override
    public Result read(Response response) {
        return new Result(outcome(response), Responses.isOne(response.get(0)));
    }

    private SubscribeResult outcome(Response response) {
        return switch (response.get(1).toString()) {
            case "channels" ->
                new SubscribeResult.TooManyChannels(requireNonNull(app.quotas().get(Quota.MAX_CHANNELS)));
            case "full" -> new SubscribeResult.Full(requireNonNull(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS)));
            default ->
                new SubscribeResult.Subscribed(
                        response.get(2).toLong(), members(response.get(3)), Responses.cached(response.get(4)));
        };
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
