package io.nuncio.benchmarks;

import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.slot.WorkerLocal;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.MainThread;
import io.nuncio.kernel.thread.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading configuration costs a worker, and what publishing it costs main. Measured on the loops' own threads.
 *
 * <p>The target of a read is 2 ns: {@code get}, where the compiler may keep what it knows of the thread from one read to
 * the next; {@code getInACallOfItsOwn} minus {@code callAlone} is a read that knows nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SlotsBenchmark {

    private static final int TIMES = 1_000_000;
    private static final int SETS = 1_000;
    private static final int SLOTS = 64;
    private static final int WORKERS = 3;

    private final MainThread mainThread = MainThread.create(LoopOptions.defaults());
    private final Dispatcher main = mainThread.dispatcher();
    private final Slots slots = new Slots(main);
    private final List<Worker> workers = new ArrayList<>();
    private final Slot<?>[] table = new Slot<?>[SLOTS];
    private Slot<Integer> one;
    private WorkerLocal<int[]> local;
    private Generation generation;

    /** Takes the results, so that no read is for nothing. */
    private volatile long sum;

    @Setup
    public void start() throws InterruptedException {
        mainThread.start();
        for (int i = 0; i < WORKERS; i++) {
            Worker worker = Worker.create(i, LoopOptions.defaults());
            worker.start();
            workers.add(worker);
        }
        run(main, () -> {
            workers.forEach(worker -> slots.registerWorker(worker.dispatcher()));
            for (int i = 0; i < SLOTS; i++) {
                Slot<Integer> slot = slots.allocate();
                slot.set(i);
                table[i] = slot;
            }
            one = slots.allocate();
            local = slots.allocateLocal();
            local.set(loop -> new int[1]);
            generation = slots.generations().open("benchmark");
        });
    }

    @TearDown
    public void stop() throws InterruptedException {
        run(main, slots::shutdownGlobalThreading);
        workers.forEach(Worker::stop);
        mainThread.stop();
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void get() throws InterruptedException {
        onWorker(() -> {
            long all = 0;
            for (int i = 0; i < TIMES; i++) {
                all += (Integer) table[i & (SLOTS - 1)].get();
            }
            sum = all;
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void getInACallOfItsOwn() throws InterruptedException {
        onWorker(() -> {
            long all = 0;
            for (int i = 0; i < TIMES; i++) {
                all += read(table[i & (SLOTS - 1)]);
            }
            sum = all;
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void callAlone() throws InterruptedException {
        onWorker(() -> {
            long all = 0;
            for (int i = 0; i < TIMES; i++) {
                all += readNothing(table[i & (SLOTS - 1)]);
            }
            sum = all;
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void workerLocalGet() throws InterruptedException {
        onWorker(() -> {
            for (int i = 0; i < TIMES; i++) {
                local.get()[0] += i;
            }
        });
    }

    /** Two calls of their own; compare with {@link #getInACallOfItsOwn} twice. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void holdAndRelease() throws InterruptedException {
        onWorker(() -> {
            for (int i = 0; i < TIMES; i++) {
                hold(generation);
                release(generation);
            }
        });
    }

    /** With what three workers do about it. */
    @Benchmark
    @OperationsPerInvocation(SETS)
    public void setForThreeWorkers() throws InterruptedException {
        run(main, () -> {
            Slot<Integer> slot = one;
            for (int i = 0; i < SETS; i++) {
                slot.set(0);
            }
        });
        for (Worker worker : workers) {
            run(worker.dispatcher(), () -> {});
        }
    }

    /** As {@link #setForThreeWorkers}, a hundred sets in one message. */
    @Benchmark
    @OperationsPerInvocation(SETS)
    public void setTogetherForThreeWorkers() throws InterruptedException {
        run(main, () -> {
            Slot<Integer> slot = one;
            for (int message = 0; message < SETS / 100; message++) {
                slots.together(() -> {
                    for (int i = 0; i < 100; i++) {
                        slot.set(0);
                    }
                });
            }
        });
        for (Worker worker : workers) {
            run(worker.dispatcher(), () -> {});
        }
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static int read(Slot<?> slot) {
        return (Integer) slot.get();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static int readNothing(Slot<?> slot) {
        return slot == null ? 0 : 1;
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static void hold(Generation generation) {
        generation.hold();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static void release(Generation generation) {
        generation.release();
    }

    private void onWorker(Runnable measured) throws InterruptedException {
        run(workers.getFirst().dispatcher(), measured);
    }

    private static void run(Dispatcher loop, Runnable measured) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.post(() -> {
            measured.run();
            done.countDown();
        });
        done.await();
    }
}
