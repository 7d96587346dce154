package io.nuncio.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteQueueTest {

    @Test
    void bytesComeOutAsTheyWentIn() {
        ByteQueue queue = ByteQueue.ofAscii("hello ");
        queue.addAscii("world");
        assertThat(queue.toLatin1()).isEqualTo("hello world");
        assertThat(queue.get(6)).isEqualTo((byte) 'w');
        queue.drain(4);
        assertThat(queue.toLatin1()).isEqualTo("o world");
        ByteQueue other = new ByteQueue();
        other.moveFrom(queue, 3);
        assertThat(other.toLatin1()).isEqualTo("o w");
        assertThat(queue.toLatin1()).isEqualTo("orld");
        other.moveFrom(queue);
        assertThat(other.toLatin1()).isEqualTo("o world");
        assertThat(queue.isEmpty()).isTrue();
        assertThatThrownBy(() -> other.drain(8)).isInstanceOf(IllegalArgumentException.class);
        other.release();
        assertThat(other.readableBytes()).isZero();
    }

    @Test
    void wholeBuffersAreMovedNotCopied() {
        ByteBuf big = PooledByteBufAllocator.DEFAULT.directBuffer(4096).writeZero(4096);
        ByteQueue from = new ByteQueue();
        from.add(big);
        ByteQueue to = ByteQueue.ofAscii("x");
        to.moveFrom(from);
        to.drain(1);
        assertThat(to.poll()).isSameAs(big);
        big.release();
    }

    @Test
    void singleBytesShareABuffer() {
        ByteQueue queue = new ByteQueue();
        for (int i = 0; i < 1000; i++) {
            queue.add(PooledByteBufAllocator.DEFAULT.directBuffer(2048).writeByte(i));
        }
        assertThat(queue.readableBytes()).isEqualTo(1000);
        assertThat(queue.buffers()).isEqualTo(1);
        queue.release();
    }

    @Test
    void watermarksAreToldOnceEachWay() {
        ByteQueue queue = new ByteQueue();
        List<String> told = new ArrayList<>();
        queue.watermarks(10, () -> told.add("above"), () -> told.add("below"));
        queue.addAscii("0123456789");
        assertThat(told).isEmpty();
        queue.addAscii("0");
        queue.addAscii("1");
        assertThat(told).containsExactly("above");
        assertThat(queue.aboveHighWatermark()).isTrue();
        queue.drain(6);
        assertThat(told).containsExactly("above");
        queue.drain(1);
        assertThat(told).containsExactly("above", "below");
        queue.addAscii("0123456");
        assertThat(told).containsExactly("above", "below", "above");
        queue.watermarks(0, () -> told.add("above"), () -> told.add("below"));
        assertThat(told).containsExactly("above", "below", "above", "below");
        queue.release();
    }

    @Test
    void behavesAsAnArrayOfBytesUnderRandomOperations() {
        long seed = System.identityHashCode(this) * 31L + 7;
        Random random = new Random(seed);
        ByteQueue queue = new ByteQueue();
        ByteQueue other = new ByteQueue();
        byte[] model = {};
        byte[] otherModel = {};
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    byte[] bytes = new byte[random.nextInt(1200)];
                    random.nextBytes(bytes);
                    queue.add(PooledByteBufAllocator.DEFAULT
                            .directBuffer(bytes.length + random.nextInt(600))
                            .writeBytes(bytes));
                    model = concat(model, bytes);
                }
                case 1 -> {
                    int drained = model.length == 0 ? 0 : random.nextInt(Math.min(model.length, 3000) + 1);
                    queue.drain(drained);
                    model = Arrays.copyOfRange(model, drained, model.length);
                }
                case 2 -> {
                    int moved = random.nextInt(2000);
                    int really = Math.min(moved, model.length);
                    other.moveFrom(queue, moved);
                    otherModel = concat(otherModel, Arrays.copyOf(model, really));
                    model = Arrays.copyOfRange(model, really, model.length);
                }
                case 3 -> {
                    if (random.nextInt(10) == 0) {
                        queue.moveFrom(other);
                        model = concat(model, otherModel);
                        otherModel = new byte[0];
                    }
                }
                default -> {
                    ByteBuf first = other.poll();
                    int size = first == null ? 0 : first.readableBytes();
                    if (first != null) {
                        first.release();
                    }
                    otherModel = Arrays.copyOfRange(otherModel, size, otherModel.length);
                }
            }
            assertThat(queue.readableBytes()).as("seed %d", seed).isEqualTo(model.length);
            if (step % 50 == 0) {
                assertThat(bytes(queue)).as("seed %d", seed).isEqualTo(model);
                assertThat(bytes(other)).as("seed %d", seed).isEqualTo(otherModel);
            }
        }
        queue.release();
        other.release();
    }

    private static byte[] bytes(ByteQueue queue) {
        byte[] bytes = new byte[(int) queue.readableBytes()];
        assertThat(queue.copyTo(bytes)).isEqualTo(bytes.length);
        return bytes;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(a);
        out.writeBytes(b);
        return out.toByteArray();
    }
}
