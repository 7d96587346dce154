package io.nuncio.benchmarks;

import io.netty.buffer.PooledByteBufAllocator;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.buffer.WatermarkCallbacks;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a queue of bytes costs each time that bytes go through it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ByteQueueBenchmark {

    private static final int BUFFER_BYTES = 16_384;
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteQueue one = new ByteQueue();
    private final ByteQueue two = new ByteQueue();
    private final ByteQueue head = ByteQueue.ofAscii("GET / HTTP/1.1\r\nhost: a.example\r\nuser-agent: x\r\n\r\n");

    @Setup
    public void fill() {
        one.watermarks(1 << 20, WatermarkCallbacks.NONE);
        two.watermarks(1 << 20, WatermarkCallbacks.NONE);
        one.add(PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER_BYTES).writeZero(BUFFER_BYTES));
    }

    @TearDown
    public void free() {
        one.release();
        two.release();
        head.release();
    }

    /** One buffer to the other queue and back: two moves. */
    @Benchmark
    public long moveThereAndBack() {
        two.moveFrom(one);
        one.moveFrom(two);
        return one.readableBytes();
    }

    /** One buffer cut in two and joined from its parts, as flow-control windows do. */
    @Benchmark
    public long addCutAndDrain() {
        two.add(PooledByteBufAllocator.DEFAULT.directBuffer(2048).writeZero(2048));
        one.moveFrom(two, 1024);
        two.drain(1024);
        one.drain(one.readableBytes());
        return one.readableBytes();
    }

    @Benchmark
    public long findEndOfHead() {
        return head.indexOf(END, 0);
    }
}
