package dev.vask.bench;

import dev.vask.bench.PeerComparison.Compared;
import dev.vask.bench.PeerComparison.Comparison;
import java.util.List;
import java.util.Locale;

/** A chart of a comparison as SVG: for each measure a bar as long as the ratio, beside a line for the peer. */
final class PeerChart {

    private static final int WIDTH = 860;
    private static final int ROW_HEIGHT = 26;
    private static final int LEFT = 230;
    private static final int RIGHT = 260;
    private static final int TOP = 64;
    private static final int BOTTOM = 44;
    private static final String LESS = "#0b6e99";
    private static final String MORE = "#c4482b";

    private final Comparison comparison;
    private final double largest;

    private PeerChart(Comparison comparison) {
        this.comparison = comparison;
        this.largest = Math.max(
                1.5,
                comparison.rows().stream().mapToDouble(Compared::ratio).max().orElse(1));
    }

    static String of(Comparison comparison) {
        return new PeerChart(comparison).draw();
    }

    private String draw() {
        List<Compared> rows = comparison.rows();
        int height = TOP + rows.size() * ROW_HEIGHT + BOTTOM;
        StringBuilder svg = new StringBuilder(text("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="12" y="24" font-size="16">Vask beside %s: shorter is better</text>
                <text x="12" y="44" fill="#555">%s</text>
                """, WIDTH, height, comparison.peer(), machine()));
        for (int i = 0; i < rows.size(); i++) {
            svg.append(row(rows.get(i), TOP + i * ROW_HEIGHT));
        }
        double one = x(1);
        svg.append(text(
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>%n",
                one, TOP - 4, one, height - BOTTOM + 6));
        svg.append(text(
                "<text x=\"%.1f\" y=\"%d\" fill=\"#333\" text-anchor=\"middle\">%s = 1</text>%n",
                one, height - BOTTOM + 22, comparison.peer()));
        return svg.append("</svg>\n").toString();
    }

    private String machine() {
        Machine machine = comparison.machine();
        return text("%d cores (%s); servers and clients share them; by turns", machine.cores(), machine.processor());
    }

    private String row(Compared row, int top) {
        double end = x(row.ratio());
        return text(
                """
                <text x="12" y="%d">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                <text x="%.1f" y="%d">%.2f <tspan fill="#555">%s to %s %s</tspan></text>
                """,
                top + 17,
                row.title(),
                LEFT,
                top + 4,
                end - LEFT,
                ROW_HEIGHT - 8,
                row.ratio() <= 1 ? LESS : MORE,
                Math.max(end, x(1)) + 8,
                top + 17,
                row.ratio(),
                PeerComparison.number(row.vask()),
                PeerComparison.number(row.peer()),
                row.unit());
    }

    private double x(double ratio) {
        return LEFT + (WIDTH - LEFT - RIGHT) * ratio / largest;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
