package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Sets what Redis knows of one entry of this node to what the node holds.
 *
 * @param counted     whether subscribers get counts
 * @param notifyOthers      whether others are notified of what is released
 * @param entry       the entry, as in key {@code n}, or {@link #members}, or {@link #CONNECTIONS}
 * @param count       its count
 * @param memberLimit of a channel, among how many members at most to look for released ones, {@link #NO_MEMBERS} not to look
 * @param members     members of the channel
 */
public record RestoreEntryScript(
        boolean counted, boolean notifyOthers, String entry, int count, int memberLimit, List<RestoredMember> members)
        implements AppScript<RestoreEntryScript.Result> {

    /** The entry of the connections. */
    public static final String CONNECTIONS = "conn";

    /** The limit with which no member is looked for. */
    public static final int NO_MEMBERS = -1;

    /** A member and the number of its connections to this node, 0 to release it. */
    public record RestoredMember(String user, int connections, String info) {}

    /**
     * The result.
     *
     * @param hasMoreMembers whether the channel has more members than the limit, so that released ones are still to be found
     */
    public record Result(boolean hasMoreMembers) {}

    /** The entry of a channel's members alone. */
    public static String members(String channel) {
        return "m" + channel;
    }

    private boolean isOfMembers() {
        return entry.startsWith("m");
    }

    @Override
    public LuaScript script() {
        return LuaScript.RESTORE_ENTRY;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.flag(counted).flag(notifyOthers).text(entry).number(count);
        if (!isOfMembers()) {
            arguments.number(memberLimit);
        }
        arguments.number(members.size());
        for (RestoredMember member : members) {
            arguments.text(member.user()).number(member.connections()).text(member.info());
        }
    }

    @Override
    public Result read(Response response) {
        return new Result(Responses.isOne(response.get(1)));
    }
}
