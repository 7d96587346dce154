package io.nuncio.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by {@code wrk}: one thread, so many connections that are kept, each with one request at a time. */
final class Wrk {

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern ERRORS = Pattern.compile("Socket errors:.*|Non-2xx.*");
    private static final Pattern LATENCY = Pattern.compile("latency_us (\\d+) (\\d+) (\\d+)");

    private final Workshop workshop;
    private final String program;
    private final String cores;
    private final String script;

    /** What came of one run. */
    record Result(long requests, long p50Us, long p99Us, long p999Us) {}

    Wrk(Workshop workshop, Path program, String cores) throws IOException {
        this.workshop = workshop;
        this.program = program.toString();
        this.cores = cores;
        this.script = workshop.write("latency.lua", """
                done = function(summary, latency, requests)
                  io.write(string.format("latency_us %d %d %d\\n",
                    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
                end
                """).toString();
    }

    /** @throws IOException if a connection failed or an answer was an error */
    Result load(int port, int connections, int seconds) throws IOException, InterruptedException {
        String text = workshop.run(
                cores,
                List.of(
                        program,
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "-s",
                        script,
                        "http://127.0.0.1:" + port + "/"));
        Matcher errors = ERRORS.matcher(text);
        Matcher requests = REQUESTS.matcher(text);
        Matcher latency = LATENCY.matcher(text);
        if (errors.find()
                || !requests.find()
                || !latency.find()
                || requests.group(1).equals("0")) {
            throw new IOException("port " + port + ": " + text);
        }
        return new Result(
                Long.parseLong(requests.group(1)),
                Long.parseLong(latency.group(1)),
                Long.parseLong(latency.group(2)),
                Long.parseLong(latency.group(3)));
    }
}
