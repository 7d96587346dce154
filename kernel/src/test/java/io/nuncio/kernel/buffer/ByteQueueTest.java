package io.nuncio.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.nuncio.kernel.thread.ManualLoop;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    void zeroTurnsWatermarksOffAndHalfOfOneIsZero() {
        ByteQueue queue = new ByteQueue();
        List<String> told = new ArrayList<>();
        queue.watermarks(0, () -> told.add("above"), () -> told.add("below"));
        queue.addAscii("0123456789");
        assertThat(told).isEmpty();
        queue.watermarks(1, () -> told.add("above"), () -> told.add("below"));
        assertThat(told).as("set below what it holds").containsExactly("above");
        queue.drain(9);
        assertThat(told).containsExactly("above");
        queue.drain(1);
        assertThat(told).containsExactly("above", "below");
        queue.watermarks(7, () -> told.add("above"), () -> told.add("below"));
        queue.addAscii("01234567");
        queue.drain(4);
        assertThat(told).as("4 is above the half of 7").hasSize(3);
        queue.drain(1);
        assertThat(told).hasSize(4);
        queue.release();
    }

    @Test
    void overflowIsToldOnce() {
        ByteQueue queue = new ByteQueue();
        List<String> told = new ArrayList<>();
        queue.watermarks(4, 2, new WatermarkCallbacks() {
            @Override
            public void aboveHighWatermark() {
                told.add("above");
            }

            @Override
            public void belowLowWatermark() {
                told.add("below");
            }

            @Override
            public void aboveOverflow() {
                told.add("overflow");
            }
        });
        queue.addAscii("01234567");
        assertThat(told).containsExactly("above");
        queue.addAscii("8");
        assertThat(told).containsExactly("above", "overflow");
        queue.drain(9);
        queue.addAscii("012345678");
        assertThat(told).containsExactly("above", "overflow", "below", "above");
        queue.release();
    }

    @Test
    void bothQueuesAreInOrderBeforeOneIsTold() {
        ByteQueue from = new ByteQueue();
        ByteQueue to = new ByteQueue();
        List<String> told = new ArrayList<>();
        Runnable sizes = () -> told.add(from.readableBytes() + "+" + to.readableBytes());
        from.watermarks(5, sizes, () -> {
            told.add("low");
            sizes.run();
        });
        to.watermarks(
                3,
                () -> {
                    told.add("high");
                    sizes.run();
                },
                sizes);
        from.addAscii("0123456789");
        told.clear();
        to.moveFrom(from, 9);
        assertThat(told).containsExactly("low", "1+9", "high", "1+9");
        from.release();
        to.release();
    }

    @Test
    void aCallbackMayChangeTheQueueThatTells() {
        ByteQueue queue = new ByteQueue();
        List<String> told = new ArrayList<>();
        queue.watermarks(
                10,
                () -> {
                    told.add("above " + queue.readableBytes());
                    queue.drain(queue.readableBytes());
                    told.add("drained " + queue.readableBytes());
                },
                () -> told.add("below " + queue.readableBytes()));
        queue.addAscii("0123456789ab");
        assertThat(told).containsExactly("above 12", "below 0", "drained 0");
        queue.addAscii("0123456789ab");
        assertThat(told).hasSize(6);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void prependedBytesComeFirst() {
        Buffers buffers = new Buffers();
        ByteQueue queue = new ByteQueue();
        for (int i = 0; i < 6; i++) {
            queue.prepend(buffers.of(new byte[] {(byte) ('a' + i)}, 0));
        }
        queue.prepend(buffers.of(new byte[0], 0));
        assertThat(queue.toLatin1()).isEqualTo("fedcba");
        queue.release();
        assertThat(buffers.leaked()).isZero();
    }

    @Test
    void findsBytesAcrossBuffers() {
        Buffers buffers = new Buffers();
        ByteQueue queue = new ByteQueue();
        for (String part : List.of("GET / HT", "TP/1.1\r", "\nhost: a\r", "\n", "\r\n", "body")) {
            queue.add(buffers.of(part.getBytes(StandardCharsets.ISO_8859_1), 0));
        }
        String text = queue.toLatin1();
        for (String wanted : List.of("\r\n\r\n", "\r\n", "HTTP", "body", "bodyy", "G", "\r\n\r\nbody", "zz", "")) {
            byte[] bytes = wanted.getBytes(StandardCharsets.ISO_8859_1);
            for (int from = 0; from <= text.length(); from++) {
                assertThat(queue.indexOf(bytes, from))
                        .as("%s from %d", wanted, from)
                        .isEqualTo(text.indexOf(wanted, from));
                if (bytes.length > 0) {
                    assertThat(queue.indexOf(bytes[0], from)).isEqualTo(text.indexOf(wanted.charAt(0), from));
                }
            }
        }
        assertThat(queue.startsWith("GET / HTTP".getBytes(StandardCharsets.ISO_8859_1)))
                .isTrue();
        assertThat(queue.startsWith("GET /x".getBytes(StandardCharsets.ISO_8859_1)))
                .isFalse();
        assertThat(queue.startsWith(new byte[1000])).isFalse();
        queue.release();
        assertThat(buffers.leaked()).isZero();
    }

    @Test
    void theFrontIsMadeOneBufferOnlyIfItIsNot() {
        Buffers buffers = new Buffers();
        ByteQueue queue = new ByteQueue();
        ByteBuf first = buffers.counting(0, 600);
        queue.add(first);
        queue.add(buffers.counting(600, 600));
        queue.add(buffers.counting(1200, 600));
        assertThat(queue.front(600)).isSameAs(first);
        ByteBuf joined = queue.front(1300);
        assertThat(joined.readableBytes()).isEqualTo(1300);
        assertThat(queue.buffers()).isEqualTo(2);
        assertThat(queue.readableBytes()).isEqualTo(1800);
        for (int i = 0; i < 1800; i++) {
            assertThat(queue.get(i)).isEqualTo((byte) i);
        }
        assertThatThrownBy(() -> queue.front(1801)).isInstanceOf(IllegalArgumentException.class);
        queue.release();
        assertThat(joined.refCnt()).isZero();
        assertThat(buffers.leaked()).isZero();
    }

    @Test
    void viewsForOneGatheringWrite() {
        Buffers buffers = new Buffers();
        ByteQueue queue = new ByteQueue();
        queue.add(buffers.counting(0, 600));
        queue.add(buffers.counting(600, 700));
        queue.add(buffers.counting(1300, 5));
        queue.drain(100);
        ByteBuffer[] two = new ByteBuffer[2];
        assertThat(queue.view(two)).isEqualTo(2);
        assertThat(two[0].remaining()).isEqualTo(500);
        assertThat(two[1].remaining()).isEqualTo(700);
        assertThat(two[0].get(two[0].position())).isEqualTo((byte) 100);
        assertThat(queue.readableBytes()).isEqualTo(1205);
        ByteBuffer[] many = new ByteBuffer[9];
        assertThat(queue.view(many)).isEqualTo(3);
        queue.release();
        assertThat(buffers.leaked()).isZero();
    }

    @Test
    void edgesAreChecked() {
        ByteQueue queue = ByteQueue.ofAscii("abc");
        assertThatThrownBy(() -> queue.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> queue.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> queue.drain(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteQueue().moveFrom(queue, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.moveFrom(queue, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.watermarks(-1, WatermarkCallbacks.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        queue.moveFrom(queue);
        assertThat(queue.toLatin1()).isEqualTo("abc");
        assertThat(new ByteQueue().poll()).isNull();
        assertThat(new ByteQueue().peek()).isNull();
        queue.release();
    }

    @Test
    void movingMakesNoGarbage() {
        Buffers buffers = new Buffers();
        ByteQueue one = new ByteQueue();
        ByteQueue two = new ByteQueue();
        two.watermarks(3000, WatermarkCallbacks.NONE);
        for (int i = 0; i < 8; i++) {
            one.add(buffers.counting(i, 1024));
        }
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                two.moveFrom(one, 4096);
                two.moveFrom(one);
                one.moveFrom(two);
            }
            least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes of garbage in 3,000 moves").isLessThan(1000);
        one.release();
        assertThat(buffers.leaked()).isZero();
    }

    @Test
    void anotherLoopMayNotTouchIt() {
        ByteQueue queue = ByteQueue.ofAscii("abc");
        List<Throwable> failures = new ArrayList<>();
        try (ManualLoop one = new ManualLoop("one");
                ManualLoop two = new ManualLoop("two")) {
            one.dispatcher().post(() -> queue.drain(1));
            one.runUntilIdle();
            two.dispatcher().post(() -> {
                try {
                    queue.drain(1);
                } catch (AssertionError e) {
                    failures.add(e);
                }
            });
            two.runUntilIdle();
        }
        assertThat(failures).hasSize(1);
        assertThat(queue.readableBytes()).isEqualTo(2);
        queue.release();
    }
}
