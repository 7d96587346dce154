package io.nuncio.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The byte pump: CPU time a request of this proxy beside HAProxy in TCP mode and Envoy's tcp_proxy, one worker each, HTTP/1.1
 * keep-alive of 64 connections through each to one nginx. Rounds are interleaved and only ratios within a round are compared: a
 * machine's speed changes, its ratios hardly do.
 *
 * <p>Options: {@code rounds=5 seconds=4 connections=64 body=1024}.
 */
final class TcpScenario implements Scenario {

    private static final String PROXY_CORES = "0";
    private static final String LOAD_CORES = Runtime.getRuntime().availableProcessors() > 2 ? "1,2" : "1";
    private static final int WARM_UP_SECONDS = 8;
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern ERRORS = Pattern.compile("Socket errors:.*|Non-2xx.*");
    private static final String BASE = "haproxy";
    private static final Map<String, Integer> DEFAULTS =
            Map.of("rounds", 5, "seconds", 4, "connections", 64, "body", 1024);

    /** One proxy under load. */
    private record Candidate(String name, int port, Process process, List<Double> cpuUs, List<Double> perSecond) {}

    @Override
    public String about() {
        return "CPU per request of tcp_proxy beside HAProxy (mode tcp) and Envoy; rounds=5 seconds=4 connections=64 body=1024";
    }

    @Override
    public void run(Workshop workshop, List<String> arguments) throws IOException, InterruptedException {
        Sizes sizes = Sizes.of(DEFAULTS, arguments);
        for (String needed : List.of("nginx", "wrk")) {
            if (workshop.peer(needed).isEmpty()) {
                workshop.say("skipped: " + needed + " is missing (./nuncio peers)");
                return;
            }
        }
        int upstream = upstream(workshop, sizes.get("body"));
        List<Candidate> candidates = candidates(workshop, upstream);
        for (Candidate each : candidates) {
            workshop.say("warming " + each.name());
            load(workshop, each, sizes, WARM_UP_SECONDS);
        }
        for (int round = 1; round <= sizes.get("rounds"); round++) {
            for (Candidate each : candidates) {
                measure(workshop, each, sizes);
            }
            workshop.say("round " + round + " of " + sizes.get("rounds"));
        }
        report(workshop, candidates, sizes);
    }

    private static int upstream(Workshop workshop, int body) throws IOException, InterruptedException {
        int port = Workshop.freePort();
        Path config = workshop.write("nginx.conf", """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.err;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  server { listen 127.0.0.1:%2$d reuseport; location / { return 200 "%3$s"; } }
                }
                """.formatted(workshop.folder(), port, "x".repeat(body)));
        workshop.start("nginx", LOAD_CORES, port, List.of(path(workshop, "nginx"), "-c", config.toString()));
        return port;
    }

    private static List<Candidate> candidates(Workshop workshop, int upstream)
            throws IOException, InterruptedException {
        List<Candidate> out = new ArrayList<>();
        if (workshop.peer("haproxy").isPresent()) {
            int port = Workshop.freePort();
            Path config = workshop.write("haproxy.cfg", """
                    global
                      nbthread 1
                      maxconn 4096
                    defaults
                      mode tcp
                      timeout connect 5s
                      timeout client 1h
                      timeout server 1h
                      option splice-auto
                    listen front
                      bind 127.0.0.1:%d
                      server up 127.0.0.1:%d
                    """.formatted(port, upstream));
            out.add(candidate(
                    workshop, "haproxy", port, List.of(path(workshop, "haproxy"), "-f", config.toString(), "-db")));
        } else {
            workshop.say("skipped: haproxy is missing (./nuncio peers)");
        }
        if (workshop.peer("envoy").isPresent()) {
            int port = Workshop.freePort();
            String config = bootstrap(workshop, "envoy", port, upstream).toString();
            out.add(candidate(
                    workshop,
                    "envoy",
                    port,
                    List.of(
                            path(workshop, "envoy"),
                            "-c",
                            config,
                            "--concurrency",
                            "1",
                            "--disable-hot-restart",
                            "-l",
                            "error")));
        } else {
            workshop.say("skipped: envoy is missing (./nuncio peers)");
        }
        int port = Workshop.freePort();
        String config = bootstrap(workshop, "nuncio", port, upstream).toString();
        out.add(candidate(
                workshop,
                "nuncio",
                port,
                List.of(
                        workshop.root().resolve("nuncio").toString(),
                        "-c",
                        config,
                        "--concurrency",
                        "1",
                        "-l",
                        "error")));
        return out;
    }

    private static Candidate candidate(Workshop workshop, String name, int port, List<String> command)
            throws IOException, InterruptedException {
        Process process = workshop.start(name, PROXY_CORES, port, command);
        return new Candidate(name, port, process, new ArrayList<>(), new ArrayList<>());
    }

    /** One bootstrap for both; only the port differs. */
    private static Path bootstrap(Workshop workshop, String name, int port, int upstream) throws IOException {
        return workshop.write(name + ".yaml", """
                static_resources:
                  listeners:
                  - name: front
                    address: { socket_address: { address: 127.0.0.1, port_value: %d } }
                    filter_chains:
                    - filters:
                      - name: envoy.filters.network.tcp_proxy
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                          stat_prefix: front
                          cluster: up
                  clusters:
                  - name: up
                    connect_timeout: 5s
                    circuit_breakers: { thresholds: [ { max_connections: 100000 } ] }
                    load_assignment:
                      cluster_name: up
                      endpoints:
                      - lb_endpoints:
                        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: %d } } }
                """.formatted(port, upstream));
    }

    private static void measure(Workshop workshop, Candidate candidate, Sizes sizes)
            throws IOException, InterruptedException {
        long pid = candidate.process().pid();
        long before = ProcessFigures.cpuUs(pid);
        long requests = load(workshop, candidate, sizes, sizes.get("seconds"));
        long spentUs = ProcessFigures.cpuUs(pid) - before;
        candidate.cpuUs().add((double) spentUs / requests);
        candidate.perSecond().add((double) requests / sizes.get("seconds"));
    }

    private static long load(Workshop workshop, Candidate candidate, Sizes sizes, int seconds)
            throws IOException, InterruptedException {
        String text = workshop.run(
                LOAD_CORES,
                List.of(
                        path(workshop, "wrk"),
                        "-t1",
                        "-c" + sizes.get("connections"),
                        "-d" + seconds + "s",
                        "http://127.0.0.1:" + candidate.port() + "/"));
        Matcher errors = ERRORS.matcher(text);
        if (errors.find()) {
            throw new IOException(candidate.name() + ": " + errors.group());
        }
        Matcher requests = REQUESTS.matcher(text);
        if (!requests.find() || requests.group(1).equals("0")) {
            throw new IOException(candidate.name() + " served nothing: " + text);
        }
        return Long.parseLong(requests.group(1));
    }

    private static void report(Workshop workshop, List<Candidate> candidates, Sizes sizes) throws IOException {
        Optional<Candidate> base =
                candidates.stream().filter(each -> each.name().equals(BASE)).findFirst();
        workshop.say(String.format(
                Locale.ROOT,
                "%n%-8s %14s %22s %12s %10s",
                "proxy",
                "CPU us/request",
                "ratio to " + BASE,
                "requests/s",
                "RSS MiB"));
        StringBuilder json = new StringBuilder("{\"scenario\": \"tcp\", \"sizes\": ");
        json.append(sizes.json()).append(", \"proxies\": [");
        String separator = "";
        for (Candidate each : candidates) {
            double[] ratios = ratios(each, base.orElse(each));
            double rssMb = ProcessFigures.residentKb(each.process().pid()) / 1024.0;
            workshop.say(String.format(
                    Locale.ROOT,
                    "%-8s %14.2f %8.2f (%.2f..%.2f) %12.0f %10.0f",
                    each.name(),
                    median(each.cpuUs()),
                    ratios[ratios.length / 2],
                    ratios[0],
                    ratios[ratios.length - 1],
                    median(each.perSecond()),
                    rssMb));
            json.append(String.format(
                    Locale.ROOT,
                    "%s{\"name\": \"%s\", \"cpu_us\": %s, \"ratio_median\": %.4f, \"requests_per_s\": %s, \"rss_mb\": %.1f}",
                    separator,
                    each.name(),
                    each.cpuUs(),
                    ratios[ratios.length / 2],
                    each.perSecond(),
                    rssMb));
            separator = ", ";
        }
        Path file = workshop.folder().resolveSibling("tcp.json");
        java.nio.file.Files.writeString(file, json.append("]}\n"));
        workshop.say("\n" + workshop.root().relativize(file));
    }

    /** Of each round, sorted. */
    private static double[] ratios(Candidate candidate, Candidate base) {
        double[] out = new double[candidate.cpuUs().size()];
        Arrays.setAll(out, round -> candidate.cpuUs().get(round) / base.cpuUs().get(round));
        Arrays.sort(out);
        return out;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String path(Workshop workshop, String peer) throws IOException {
        return workshop.peer(peer)
                .orElseThrow(() -> new IOException(peer + " is missing"))
                .toString();
    }
}
