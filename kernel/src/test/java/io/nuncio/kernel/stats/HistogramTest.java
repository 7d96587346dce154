package io.nuncio.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nuncio.kernel.thread.ManualLoop;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    private final StatStore store = new StatStore();

    @Test
    void aBinHoldsTheNumbersWithItsTwoFirstDigits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            long value = random.nextLong() >>> 1 + random.nextInt(62);
            int bin = Bins.of(value);
            assertThat(bin).as("seed %d value %d", seed, value).isBetween(0, Bins.COUNT - 1);
            double slack = value * 1e-15;
            assertThat(Bins.lower(bin)).as("seed %d value %d", seed, value).isLessThanOrEqualTo(value + slack);
            assertThat(Bins.lower(bin) + Bins.width(bin))
                    .as("seed %d value %d", seed, value)
                    .isGreaterThanOrEqualTo(value - slack);
            assertThat(Bins.of(value + 1)).isBetween(bin, bin + 10);
        }
    }

    @Test
    void theEdgesOfBins() {
        assertThat(Bins.of(0)).isZero();
        assertThat(Bins.of(-5)).isZero();
        assertThat(Bins.of(1)).isEqualTo(1);
        assertThat(Bins.of(99)).isEqualTo(Bins.of(100) - 1);
        assertThat(Bins.of(109)).isEqualTo(Bins.of(100));
        assertThat(Bins.of(110)).isEqualTo(Bins.of(100) + 1);
        long power = 1;
        for (int decade = 0; decade < Bins.DECADES; decade++) {
            assertThat(Bins.of(power)).isEqualTo(1 + decade * Bins.PER_DECADE);
            power *= 10;
        }
        assertThat(Bins.of(Long.MAX_VALUE)).isLessThan(Bins.COUNT);
        assertThat(Bins.width(0)).isZero();
        assertThat(Bins.middle(0)).isZero();
    }

    @Test
    void quantilesAgreeWithHdrHistogram() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Histogram ours = store.histogram("h" + round, Unit.MICROSECONDS);
            org.HdrHistogram.Histogram hdr = new org.HdrHistogram.Histogram(5);
            int count = 1 + random.nextInt(3000);
            double spread = 0.3 + 3 * random.nextDouble();
            long exactSum = 0;
            for (int i = 0; i < count; i++) {
                long value = Math.round(Math.exp(4 + spread * random.nextGaussian()));
                ours.record(value);
                hdr.recordValue(value);
                exactSum += value;
            }
            store.mergeHistograms();
            Distribution all = ours.cumulative();
            double[] found = all.quantiles(Distribution.QUANTILES);
            for (int q = 1; q < found.length; q++) {
                long exact = hdr.getValueAtPercentile(100 * Distribution.QUANTILES[q]);
                assertThat(found[q])
                        .as("seed %d round %d quantile %s", seed, round, Distribution.QUANTILES[q])
                        .isCloseTo((double) exact, within(0.102 * exact + 0.1));
            }
            assertThat(all.count()).isEqualTo(hdr.getTotalCount());
            assertThat(all.sum())
                    .as("seed %d", seed)
                    .isCloseTo((double) exactSum, within(0.06 * exactSum + count * 0.06));
        }
    }

    @Test
    void anIntervalIsWhatCameSinceTheLastMerge() {
        Histogram histogram = store.histogram("h", Unit.MILLISECONDS);
        assertThat(histogram.used()).isFalse();
        try (ManualLoop loop = new ManualLoop("l")) {
            loop.dispatcher().post(() -> {
                histogram.record(5);
                histogram.record(0);
            });
            loop.runUntilIdle();
            histogram.record(5);
            assertThat(histogram.used()).as("before the merge").isFalse();
            store.mergeHistograms();
            assertThat(histogram.used()).isTrue();
            assertThat(histogram.interval().count()).isEqualTo(3);
            loop.dispatcher().post(() -> histogram.record(70));
            loop.runUntilIdle();
        }
        store.mergeHistograms();
        assertThat(histogram.cumulative().count()).isEqualTo(4);
        assertThat(histogram.interval().count()).isEqualTo(1);
        assertThat(histogram.interval().quantiles(0, 1)).containsExactly(70.5, 70.5);
        store.mergeHistograms();
        assertThat(histogram.interval().count()).isZero();
        assertThat(histogram.interval().quantiles(0.5)).containsExactly(Double.NaN);
        assertThat(histogram.cumulative().count()).isEqualTo(4);
    }

    @Test
    void sharesAreShownAsParts() {
        Histogram histogram = store.histogram("used", Unit.PERCENT);
        histogram.recordPercent(0.5);
        store.mergeHistograms();
        assertThat(histogram.cumulative().quantiles(1)).containsExactly(50.5);
        assertThat(histogram.cumulative().countBelow(50)).isEqualTo(1);
        assertThat(histogram.cumulative().countBelow(25)).isZero();
    }

    @Test
    void bucketsOfTheFirstEntryThatMatches() {
        StatStore own = new StatStore(StatsOptions.defaults()
                .withBuckets(List.of(
                        new StatsOptions.Buckets(StatsMatcher.prefix("a.", false), List.of(10.0, 1.0, 10.0)),
                        new StatsOptions.Buckets(name -> true, List.of(7.0)))));
        own.histogram("a.x", Unit.BYTES).record(4);
        own.histogram("b.x", Unit.BYTES).record(4);
        own.mergeHistograms();
        StringBuilder out = new StringBuilder();
        StatsText.render(own.snapshot(), StatsQuery.all().withBuckets(StatsQuery.Buckets.CUMULATIVE), out);
        assertThat(out.toString()).isEqualTo("a.x: B1(0,0) B10(1,1)\nb.x: B7(1,1)\n");
    }
}
