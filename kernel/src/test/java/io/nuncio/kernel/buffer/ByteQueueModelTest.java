package io.nuncio.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two queues with watermarks beside two arrays of bytes, under random operations; nothing leaks. */
class ByteQueueModelTest {

    private static final int ROUNDS = 40;
    private static final int STEPS = 1_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Buffers buffers = new Buffers();

    /** A queue, what it should hold, and what it should have told. */
    private static final class Side {
        final ByteQueue queue = new ByteQueue();
        byte[] model = {};
        int high;
        boolean above;
        int aboves;
        int belows;
        int abovesExpected;
        int belowsExpected;

        void limit(int bytes) {
            high = bytes;
            queue.watermarks(bytes, () -> aboves++, () -> belows++);
            becomes(model);
        }

        void becomes(byte[] bytes) {
            model = bytes;
            if (high > 0 && !above && model.length > high) {
                above = true;
                abovesExpected++;
            }
            if (above && (high == 0 || model.length <= high / 2)) {
                above = false;
                belowsExpected++;
            }
        }

        void check(String when) {
            assertThat(queue.readableBytes()).as(when).isEqualTo(model.length);
            assertThat(aboves).as(when + ": aboves").isEqualTo(abovesExpected);
            assertThat(belows).as(when + ": belows").isEqualTo(belowsExpected);
            assertThat(queue.aboveHighWatermark()).as(when).isEqualTo(above);
        }

        void checkBytes(String when) {
            byte[] bytes = new byte[model.length];
            assertThat(queue.copyTo(bytes)).as(when).isEqualTo(model.length);
            assertThat(bytes).as(when).isEqualTo(model);
        }
    }

    @Test
    void behavesAsAnArrayOfBytes() {
        for (int round = 0; round < ROUNDS; round++) {
            Side one = new Side();
            Side two = new Side();
            for (int step = 0; step < STEPS; step++) {
                Side side = random.nextBoolean() ? one : two;
                Side other = side == one ? two : one;
                String what = operate(side, other);
                String when = "seed " + seed + " round " + round + " step " + step + " " + what;
                one.check(when);
                two.check(when);
                if (step % 20 == 0) {
                    one.checkBytes(when);
                    two.checkBytes(when);
                }
            }
            one.queue.release();
            two.queue.release();
        }
        assertThat(buffers.leaked()).as("seed %d", seed).isZero();
    }

    private String operate(Side side, Side other) {
        return switch (random.nextInt(11)) {
            case 0, 1 -> add(side);
            case 2 -> prepend(side);
            case 3 -> drain(side);
            case 4, 5 -> movePart(side, other);
            case 6 -> moveAll(side, other);
            case 7 -> poll(side);
            case 8 -> read(side);
            case 9 -> front(side);
            default -> limit(side);
        };
    }

    private byte[] someBytes() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(3000) : random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String add(Side side) {
        byte[] bytes = someBytes();
        side.queue.add(buffers.of(bytes, random.nextInt(600)));
        side.becomes(concat(side.model, bytes));
        return "add " + bytes.length;
    }

    private String prepend(Side side) {
        byte[] bytes = someBytes();
        side.queue.prepend(buffers.of(bytes, random.nextInt(600)));
        side.becomes(concat(bytes, side.model));
        return "prepend " + bytes.length;
    }

    private String drain(Side side) {
        int bytes = random.nextInt(Math.min(side.model.length, 4000) + 1);
        side.queue.drain(bytes);
        side.becomes(Arrays.copyOfRange(side.model, bytes, side.model.length));
        return "drain " + bytes;
    }

    private String movePart(Side side, Side other) {
        int bytes = random.nextInt(2500);
        int moved = Math.min(bytes, other.model.length);
        side.queue.moveFrom(other.queue, bytes);
        byte[] taken = Arrays.copyOf(other.model, moved);
        other.becomes(Arrays.copyOfRange(other.model, moved, other.model.length));
        side.becomes(concat(side.model, taken));
        return "move " + bytes;
    }

    private String moveAll(Side side, Side other) {
        side.queue.moveFrom(other.queue);
        byte[] taken = other.model;
        other.becomes(new byte[0]);
        side.becomes(concat(side.model, taken));
        return "move all";
    }

    private String poll(Side side) {
        ByteBuf first = side.queue.poll();
        int size = 0;
        if (first != null) {
            size = first.readableBytes();
            byte[] bytes = new byte[size];
            first.readBytes(bytes);
            first.release();
            assertThat(bytes).as("seed %d", seed).isEqualTo(Arrays.copyOf(side.model, size));
        }
        side.becomes(Arrays.copyOfRange(side.model, size, side.model.length));
        return "poll " + size;
    }

    private String read(Side side) {
        if (side.model.length > 0) {
            int at = random.nextInt(side.model.length);
            assertThat(side.queue.get(at)).as("seed %d", seed).isEqualTo(side.model[at]);
            byte[] some = new byte[random.nextInt(300)];
            int copied = side.queue.copyTo(at, some, 0, some.length);
            assertThat(copied).isEqualTo(Math.min(some.length, side.model.length - at));
            assertThat(Arrays.copyOf(some, copied))
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.copyOfRange(side.model, at, at + copied));
            int found = at;
            while (side.model[found] != side.model[at]) {
                found++;
            }
            assertThat(side.queue.indexOf(side.model[at], at))
                    .as("seed %d", seed)
                    .isEqualTo(found);
        }
        return "read";
    }

    private String front(Side side) {
        if (side.model.length > 0) {
            int bytes = 1 + random.nextInt(Math.min(side.model.length, 2000));
            ByteBuf front = side.queue.front(bytes);
            byte[] seen = new byte[bytes];
            front.getBytes(front.readerIndex(), seen);
            assertThat(seen).as("seed %d", seed).isEqualTo(Arrays.copyOf(side.model, bytes));
        }
        return "front";
    }

    private String limit(Side side) {
        int bytes = random.nextInt(3) == 0 ? 0 : random.nextInt(5000);
        side.limit(bytes);
        return "limit " + bytes;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
