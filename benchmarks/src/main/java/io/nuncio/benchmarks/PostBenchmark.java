package io.nuncio.benchmarks;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.Worker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a message to a loop costs: target 100 ns for a post in a batch to a running loop, one wake-up for a batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(1)
public class PostBenchmark {

    private static final int BATCH = 1_000;

    private final Worker worker = Worker.create(0, LoopOptions.defaults());
    private final Dispatcher loop = worker.dispatcher();

    /** Written by the loop alone. */
    private long ran;

    @Setup
    public void start() {
        worker.start();
    }

    @TearDown
    public void stop() {
        worker.stop();
    }

    /** How often the kernel was asked to wake the loop, and for how many batches of a thousand posts. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Counts {
        public long batches;
        public long wakeUps;
    }

    /** The loop is busy until the batch is complete, then runs it: both sides of a post, one after the other. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postedToABusyLoopAndRun(Counts counts) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch complete = new CountDownLatch(1);
        loop.post(() -> {
            busy.countDown();
            await(complete);
        });
        busy.await();
        long before = loop.stats().wakeUps();
        for (int i = 1; i < BATCH; i++) {
            loop.post(this::count);
        }
        counts.wakeUps += loop.stats().wakeUps() - before;
        counts.batches++;
        CountDownLatch done = new CountDownLatch(1);
        loop.post(done::countDown);
        complete.countDown();
        done.await();
    }

    /** The loop runs while the posts come in, as it does under load. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postedToARunningLoopAndRun(Counts counts) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        long before = loop.stats().wakeUps();
        for (int i = 1; i < BATCH; i++) {
            loop.post(this::count);
        }
        loop.post(done::countDown);
        done.await();
        counts.wakeUps += loop.stats().wakeUps() - before;
        counts.batches++;
    }

    /** A loop posts to itself. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postedToItself() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.post(() -> {
            for (int i = 1; i < BATCH; i++) {
                loop.post(this::count);
            }
            loop.post(done::countDown);
        });
        done.await();
    }

    private void count() {
        ran++;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
