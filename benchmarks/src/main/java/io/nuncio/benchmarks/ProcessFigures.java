package io.nuncio.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** What the kernel says of a process, out of {@code /proc}. */
final class ProcessFigures {

    /** Linux counts time for user programs in hundredths, whatever its own clock is. */
    private static final long TICK_US = 10_000;

    /** Fields of {@code stat} after the name, counted from 0: user and system time. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    private ProcessFigures() {}

    /** User and system time of a process and those it has started, in microseconds, in steps of a hundredth of a second. */
    static long cpuUs(long pid) throws IOException {
        long sum = 0;
        for (long each : family(pid)) {
            sum += cpuUsOf(each);
        }
        return sum;
    }

    private static long[] family(long pid) {
        return LongStream.concat(
                        LongStream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .mapToLong(ProcessHandle::pid))
                .toArray();
    }

    private static long cpuUsOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * TICK_US;
    }

    /** Memory of a process and those it has started that is really there, in KiB. */
    static long residentKb(long pid) throws IOException {
        long sum = 0;
        for (long each : family(pid)) {
            sum += residentKbOf(each);
        }
        return sum;
    }

    private static long residentKbOf(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no VmRSS of " + pid);
    }
}
