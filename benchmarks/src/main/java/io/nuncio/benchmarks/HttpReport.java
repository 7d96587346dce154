package io.nuncio.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Table, JSON and plot of the HTTP scenario; all ratios are to the first contender. */
final class HttpReport {

    private static final int BAR_HEIGHT = 26;
    private static final int ROW_HEIGHT = 40;
    private static final int LEFT = 90;
    private static final int WIDTH = 640;
    private static final int BARS_WIDTH = WIDTH - LEFT - 90;
    private static final double US_IN_MS = 1000;

    private final Workshop workshop;
    private final List<Contender> contenders;
    private final Contender base;
    private final Sizes sizes;

    HttpReport(Workshop workshop, List<Contender> contenders, Sizes sizes) {
        this.workshop = workshop;
        this.contenders = contenders;
        this.base = contenders.get(0);
        this.sizes = sizes;
    }

    void write() throws IOException {
        workshop.say(String.format(
                Locale.ROOT,
                "%n%-8s %10s %20s %9s %7s %7s %7s %8s %9s %18s %9s",
                "proxy",
                "CPU s/1M",
                "ratio to " + base.name(),
                "req/s",
                "p50 ms",
                "p99",
                "p99.9",
                "RSS MiB",
                "alloc B",
                "burst p99 (ratio)",
                "idle KiB"));
        contenders.forEach(each -> workshop.say(row(each)));
        Path json = workshop.folder().resolveSibling("http1.json");
        Files.writeString(
                json,
                "{\"scenario\": \"http1\", \"sizes\": " + sizes.json() + ", \"proxies\": [\n"
                        + contenders.stream().map(this::json).collect(Collectors.joining(",\n")) + "\n]}\n");
        Path plot = workshop.folder().resolveSibling("http1.svg");
        Files.writeString(plot, plot());
        workshop.say(
                "\n" + workshop.root().relativize(json) + "\n" + workshop.root().relativize(plot));
    }

    private String row(Contender each) {
        double[] ratios = Contender.ratios(each.cpuUs, base.cpuUs);
        double burst = Contender.median(each.burstP99Us);
        return String.format(
                Locale.ROOT,
                "%-8s %10.2f %7.2f (%.2f..%.2f) %9.0f %7.2f %7.2f %7.2f %8.0f %9.0f %9.0f (%.2f) %9.1f",
                each.name(),
                Contender.median(each.cpuUs),
                ratios[ratios.length / 2],
                ratios[0],
                ratios[ratios.length - 1],
                Contender.median(each.perSecond),
                Contender.median(each.p50Us) / US_IN_MS,
                Contender.median(each.p99Us) / US_IN_MS,
                Contender.median(each.p999Us) / US_IN_MS,
                each.residentMib,
                each.allocatedBytes,
                burst / US_IN_MS,
                burst / Contender.median(base.burstP99Us),
                each.idleKib);
    }

    private String json(Contender each) {
        double[] ratios = Contender.ratios(each.cpuUs, base.cpuUs);
        return String.format(
                Locale.ROOT,
                "{\"name\": \"%s\", \"cpu_us\": %s, \"cpu_ratio\": %s, \"requests_per_s\": %s, \"p50_us\": %s,"
                        + " \"p99_us\": %s, \"p999_us\": %s, \"rss_mib\": %.1f, \"allocated_bytes_a_request\": %s,"
                        + " \"burst_p99_us\": %s, \"idle_kib_a_connection\": %s}",
                each.name(),
                each.cpuUs,
                number(ratios[ratios.length / 2]),
                each.perSecond,
                each.p50Us,
                each.p99Us,
                each.p999Us,
                each.residentMib,
                number(each.allocatedBytes),
                each.burstP99Us,
                number(each.idleKib));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** Bars of the CPU time as a ratio, with a line from the least to the greatest round. */
    private String plot() {
        double most = contenders.stream()
                .mapToDouble(each -> {
                    double[] ratios = Contender.ratios(each.cpuUs, base.cpuUs);
                    return ratios[ratios.length - 1];
                })
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<text x=\"10\" y=\"20\">CPU time per request, %s = 1 (bar: median of"
                        + " the rounds; line: least to greatest)</text>%n",
                WIDTH,
                ROW_HEIGHT * (contenders.size() + 1),
                base.name()));
        int y = ROW_HEIGHT;
        for (Contender each : contenders) {
            double[] ratios = Contender.ratios(each.cpuUs, base.cpuUs);
            double middle = ratios[ratios.length / 2];
            double scale = BARS_WIDTH / most;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"10\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                            + " fill=\"%s\"/><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"black\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                    y + BAR_HEIGHT - 8,
                    each.name(),
                    LEFT,
                    y,
                    middle * scale,
                    BAR_HEIGHT,
                    each.name().equals("nuncio") ? "#2b6cb0" : "#a0aec0",
                    LEFT + ratios[0] * scale,
                    LEFT + ratios[ratios.length - 1] * scale,
                    y + BAR_HEIGHT / 2,
                    y + BAR_HEIGHT / 2,
                    LEFT + ratios[ratios.length - 1] * scale + 8,
                    y + BAR_HEIGHT - 8,
                    middle));
            y += ROW_HEIGHT;
        }
        return svg.append("</svg>\n").toString();
    }
}
