package io.nuncio.benchmarks;

import java.io.IOException;
import java.util.List;

/** A measurement of whole programs. */
interface Scenario {

    /** What is measured, in one line. */
    String about();

    /** Measures, prints a table and leaves the figures in {@code target/bench}. */
    void run(Workshop workshop, List<String> arguments) throws IOException, InterruptedException;
}
