package io.nuncio.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The entry of {@code ./nuncio bench}: a scenario by its name, or whatever JMH benchmarks a name matches. */
public final class Bench {

    private Bench() {}

    /** Runs what the first argument names; the rest is for that. Lists all without one. */
    public static void main(String... arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Map<String, Scenario> scenarios = scenarios();
        if (arguments.length == 0) {
            list(scenarios, out);
            return;
        }
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        Scenario scenario = scenarios.get(arguments[0]);
        if (scenario != null) {
            scenario.run(new Workshop(root(), arguments[0], out), rest);
        } else {
            jmh(arguments);
        }
    }

    private static Map<String, Scenario> scenarios() {
        return new TreeMap<>(Map.of("tcp", new TcpScenario(), "http1", new HttpScenario()));
    }

    private static void list(Map<String, Scenario> scenarios, PrintStream out) throws RunnerException {
        scenarios.forEach((name, scenario) -> out.printf("%-8s %s%n", name, scenario.about()));
        if (Bench.class.getResource("/META-INF/BenchmarkList") == null) {
            return;
        }
        out.println("\nand with JMH, by a part of their names (its options may follow):\n");
        new Runner(new OptionsBuilder().build()).list();
    }

    /** The first argument is a part of names, in any case; JMH's own options may follow. */
    private static void jmh(String... arguments) throws RunnerException, CommandLineOptionException, IOException {
        arguments[0] = "(?i)" + arguments[0];
        new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .jvmArgsPrepend(jvmFlags())
                        .build())
                .run();
    }

    /** The forks of JMH run with the flags that this JVM was started with. */
    private static String[] jvmFlags() {
        return java.lang.management.ManagementFactory.getRuntimeMXBean()
                .getInputArguments()
                .toArray(String[]::new);
    }

    private static Path root() {
        String root = System.getenv("NUNCIO_ROOT");
        return Path.of(root == null ? "." : root).toAbsolutePath().normalize();
    }
}
