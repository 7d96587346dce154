package io.nuncio.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One proxy under load, and what was measured of it, a value a round. */
final class Contender {

    private final String name;
    private final int port;
    private final Process process;

    final List<Double> cpuUs = new ArrayList<>();
    final List<Double> perSecond = new ArrayList<>();
    final List<Double> p50Us = new ArrayList<>();
    final List<Double> p99Us = new ArrayList<>();
    final List<Double> p999Us = new ArrayList<>();
    final List<Double> burstP99Us = new ArrayList<>();
    double residentMib;
    double idleKib = Double.NaN;
    double allocatedBytes = Double.NaN;

    Contender(String name, int port, Process process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** The value in the middle; NaN if nothing was measured. */
    static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Of each round the ratio to what {@code base} had in the same round, sorted. */
    static double[] ratios(List<Double> values, List<Double> base) {
        double[] out = new double[Math.min(values.size(), base.size())];
        Arrays.setAll(out, round -> values.get(round) / base.get(round));
        Arrays.sort(out);
        return out;
    }
}
