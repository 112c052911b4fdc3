package dev.vask.support;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the rejections of a server from its metrics. */
public final class Rejections {

    private Rejections() {}

    /** The value of {@code vask_rejections_total} for a limit, for example {@code connections}. */
    public static long of(Server server, String bound) {
        return gauge(server, "vask_rejections_total{limit=\"%s\"}".formatted(bound));
    }

    /** The value of a series, which is given with its labels, as an integer. */
    public static long gauge(Server server, String series) {
        String text =
                server.request("GET", "/q/metrics", new byte[0]).expect(200).body();
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(text);
        if (!line.find()) {
            throw new AssertionError("no series %s in %s".formatted(series, text));
        }
        return (long) Double.parseDouble(line.group(1));
    }
}
