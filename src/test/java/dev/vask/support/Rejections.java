package dev.vask.support;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server has counted in {@code vask_rejections_total}. */
public final class Rejections {

    private Rejections() {}

    /** How often a bound was reached, {@code command_rate} for example. */
    public static long of(Server server, String limit) {
        String metrics = server.request("GET", "/q/metrics", new byte[0]).expect(200).body();
        Matcher line = Pattern.compile("(?m)^vask_rejections_total\\{limit=\"%s\"} (\\S+)$".formatted(limit)).matcher(metrics);
        return line.find() ? (long) Double.parseDouble(line.group(1)) : 0;
    }
}
