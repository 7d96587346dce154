package io.nuncio.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP/1.1 with keep-alive through Nuncio, nginx, HAProxy and Envoy, one worker each, to one nginx. Rounds are interleaved
 * and only ratios within a round are compared: a machine's speed changes, its ratios hardly do. Then many new connections
 * at once, and the memory of idle ones.
 */
final class HttpScenario implements Scenario {

    private static final String PROXY_CORES = "0";
    private static final String LOAD_CORES = Runtime.getRuntime().availableProcessors() > 2 ? "1,2" : "1";
    private static final Pattern CROWD = Pattern.compile("crowd_us (\\d+) (\\d+) (\\d+)");
    /** So many new connections a time where they are to stay, not to be a burst. */
    private static final int GENTLY = 50;

    private static final Map<String, Integer> DEFAULTS = Map.of(
            "rounds", 5, "seconds", 4, "warm", 8, "connections", 64, "body", 1024, "burst", 1000, "idle", 10_000);

    @Override
    public String about() {
        return "CPU per request of HTTP/1.1 beside nginx, HAProxy and Envoy; rounds=5 seconds=4 warm=8 connections=64"
                + " body=1024 burst=1000 idle=10000";
    }

    @Override
    public void run(Workshop workshop, List<String> arguments) throws IOException, InterruptedException {
        Sizes sizes = Sizes.of(DEFAULTS, arguments);
        Optional<Path> nginx = workshop.peer("nginx");
        Optional<Path> wrk = workshop.peer("wrk");
        if (nginx.isEmpty() || wrk.isEmpty()) {
            workshop.say("skipped: " + (nginx.isEmpty() ? "nginx" : "wrk") + " is missing (./nuncio peers)");
            return;
        }
        int upstream = HttpContenders.upstream(workshop, nginx.get(), LOAD_CORES, sizes.get("body"));
        List<Contender> contenders = new HttpContenders(workshop, PROXY_CORES, upstream).start();
        Wrk load = new Wrk(workshop, wrk.get(), LOAD_CORES);
        for (Contender each : contenders) {
            workshop.say("warming " + each.name());
            load.load(each.port(), sizes.get("connections"), sizes.get("warm"));
        }
        for (int round = 1; round <= sizes.get("rounds"); round++) {
            for (Contender each : contenders) {
                measure(load, each, sizes);
            }
            workshop.say("round " + round + " of " + sizes.get("rounds"));
        }
        for (Contender each : contenders) {
            each.residentMib = ProcessFigures.residentKb(each.pid()) / 1024.0;
        }
        bursts(workshop, contenders, sizes);
        idle(workshop, contenders, sizes);
        allocations(workshop, load, contenders, sizes);
        new HttpReport(workshop, contenders, sizes).write();
    }

    private static void measure(Wrk load, Contender contender, Sizes sizes) throws IOException, InterruptedException {
        long before = ProcessFigures.cpuUs(contender.pid());
        Wrk.Result result = load.load(contender.port(), sizes.get("connections"), sizes.get("seconds"));
        long spentUs = ProcessFigures.cpuUs(contender.pid()) - before;
        contender.cpuUs.add((double) spentUs / result.requests());
        contender.perSecond.add((double) result.requests() / sizes.get("seconds"));
        contender.p50Us.add((double) result.p50Us());
        contender.p99Us.add((double) result.p99Us());
        contender.p999Us.add((double) result.p999Us());
    }

    private static void bursts(Workshop workshop, List<Contender> contenders, Sizes sizes)
            throws IOException, InterruptedException {
        for (int round = 1; sizes.get("burst") > 0 && round <= sizes.get("rounds"); round++) {
            for (Contender each : contenders) {
                Process crowd = crowd(workshop, each, sizes.get("burst"), 0);
                each.burstP99Us.add((double) answered(crowd));
                end(crowd);
            }
        }
    }

    private static void idle(Workshop workshop, List<Contender> contenders, Sizes sizes)
            throws IOException, InterruptedException {
        int count = sizes.get("idle");
        for (Contender each : contenders) {
            if (count > 0) {
                long before = ProcessFigures.residentKb(each.pid());
                Process crowd = crowd(workshop, each, count, GENTLY);
                answered(crowd);
                each.idleKib = (double) (ProcessFigures.residentKb(each.pid()) - before) / count;
                end(crowd);
            }
        }
    }

    private static void allocations(Workshop workshop, Wrk load, List<Contender> contenders, Sizes sizes)
            throws InterruptedException {
        for (Contender each : contenders) {
            if (each.name().equals("nuncio")) {
                try (AllocationFigures figures = AllocationFigures.of(each.pid())) {
                    long before = figures.workerBytes();
                    Wrk.Result result = load.load(each.port(), sizes.get("connections"), sizes.get("seconds"));
                    each.allocatedBytes = (double) (figures.workerBytes() - before) / result.requests();
                } catch (IOException e) {
                    workshop.say("not measured: allocated bytes, " + e);
                }
            }
        }
    }

    private static Process crowd(Workshop workshop, Contender contender, int connections, int openAtOnce)
            throws IOException {
        return workshop.open(
                LOAD_CORES,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrowdClient.class.getName(),
                        Integer.toString(contender.port()),
                        Integer.toString(connections),
                        Integer.toString(openAtOnce)));
    }

    /** Waits until all connections were answered; the 99th percentile of their times, in microseconds. */
    private static long answered(Process crowd) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(crowd.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher matcher = CROWD.matcher(line);
            if (matcher.matches()) {
                return Long.parseLong(matcher.group(2));
            }
            text.append(line).append('\n');
        }
        throw new IOException("not all connections were answered: " + text);
    }

    private static void end(Process crowd) throws IOException, InterruptedException {
        crowd.getOutputStream().close();
        crowd.waitFor();
    }
}
