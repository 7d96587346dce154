package io.nuncio.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedTest {

    private static final long SECOND = 1_000_000_000L;

    private static void inThreads(int count, Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aBudgetGivesNoMoreThanItHas() {
        SharedBudget budget = new SharedBudget(2);
        assertThat(budget.tryAcquire()).isTrue();
        assertThat(budget.hasRoom()).isTrue();
        assertThat(budget.tryAcquire()).isTrue();
        assertThat(budget.tryAcquire()).isFalse();
        assertThat(budget.hasRoom()).isFalse();
        budget.acquireRegardless();
        assertThat(budget.inUse()).isEqualTo(3);
        assertThat(budget.remaining()).isZero();
        budget.release();
        assertThat(budget.tryAcquire()).isFalse();
        budget.setMax(3);
        assertThat(budget.remaining()).isEqualTo(1);
        assertThat(budget.tryAcquire()).isTrue();
        assertThat(new SharedBudget(0).tryAcquire()).isFalse();
        assertThat(new SharedBudget(SharedBudget.UNLIMITED).tryAcquire()).isTrue();
        assertThatThrownBy(() -> new SharedBudget(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBudgetHoldsUnderContention() throws InterruptedException {
        SharedBudget budget = new SharedBudget(3);
        AtomicLong holders = new AtomicLong();
        AtomicLong tooMany = new AtomicLong();
        AtomicLong granted = new AtomicLong();
        inThreads(4, () -> {
            for (int i = 0; i < 50_000; i++) {
                if (budget.tryAcquire()) {
                    granted.incrementAndGet();
                    if (holders.incrementAndGet() > 3) {
                        tooMany.incrementAndGet();
                    }
                    holders.decrementAndGet();
                    budget.release();
                }
            }
        });
        assertThat(tooMany).hasValue(0);
        assertThat(budget.inUse()).isZero();
        assertThat(granted.get()).isGreaterThan(50_000);
    }

    @Test
    void aBucketIsFullAtFirstAndRefills() {
        long start = -5;
        SharedTokenBucket bucket = new SharedTokenBucket(3, 2, start);
        assertThat(bucket.remaining(start)).isEqualTo(3);
        assertThat(bucket.consume(5, false, start)).isZero();
        assertThat(bucket.consume(5, true, start)).isEqualTo(3);
        assertThat(bucket.tryConsume(start)).isFalse();
        assertThat(bucket.untilNextNs(start)).isEqualTo(SECOND / 2);
        assertThat(bucket.tryConsume(start + SECOND / 2 - 1)).isFalse();
        assertThat(bucket.tryConsume(start + SECOND / 2)).isTrue();
        assertThat(bucket.tryConsume(start)).as("time does not go back").isFalse();
        assertThat(bucket.remaining(start + 100 * SECOND)).isEqualTo(3);
        assertThat(bucket.untilNextNs(start + 100 * SECOND)).isZero();
        assertThatThrownBy(() -> new SharedTokenBucket(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SharedTokenBucket(1, Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBucketNeitherLosesNorInventsTokens() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (double rate : new double[] {0.3, 3, 1000.0 / 7, 3e6}) {
            SharedTokenBucket bucket = new SharedTokenBucket(100, rate, 0);
            long now = 0;
            long taken = 0;
            for (int i = 0; i < 20_000; i++) {
                now += (long) (random.nextDouble() * 20 * SECOND / rate);
                taken += bucket.consume(1 + random.nextInt(30), random.nextBoolean(), now);
                assertThat(bucket.remaining(now)).isBetween(0L, 100L);
            }
            double refilled = now / (double) SECOND * rate;
            assertThat((double) taken).as("seed %d rate %s", seed, rate).isLessThanOrEqualTo(100 + refilled * 1.0002);
            assertThat((double) taken).as("seed %d rate %s", seed, rate).isGreaterThan(refilled * 0.8);
        }
    }

    @Test
    void aBucketHoldsUnderContention() throws InterruptedException {
        SharedTokenBucket bucket = new SharedTokenBucket(10_000, 1, 0);
        AtomicLong taken = new AtomicLong();
        inThreads(4, () -> {
            for (int i = 0; i < 5_000; i++) {
                if (bucket.tryConsume(0)) {
                    taken.incrementAndGet();
                }
            }
        });
        assertThat(taken).hasValue(10_000);
    }
}
