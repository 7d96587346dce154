package io.nuncio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import org.junit.jupiter.api.Test;

/** The examples of Envoy's documentation of priority levels, degraded hosts and panic thresholds, and their edges. */
class PriorityLoadTest {

    private static final int PANIC_PERCENT = 50;

    private final StatStore stats = new StatStore();

    @Test
    void aPriorityTakesAllWhileItsHealthyShareTimesTheFactorIsEnough() {
        assertThat(load(PANIC_PERCENT, of(72, 0, 28), of(100, 0, 0))).isEqualTo("100 0");
        assertThat(load(PANIC_PERCENT, of(71, 0, 29), of(100, 0, 0))).isEqualTo("99 1");
        assertThat(load(PANIC_PERCENT, of(50, 0, 50), of(100, 0, 0))).isEqualTo("70 30");
        assertThat(load(PANIC_PERCENT, of(0, 0, 100), of(100, 0, 0)))
                .as("none panics while others can carry it all")
                .isEqualTo("0 100");
    }

    @Test
    void theNextPrioritiesTakeWhatIsLeft() {
        assertThat(load(PANIC_PERCENT, of(25, 0, 75), of(25, 0, 75), of(100, 0, 0)))
                .as("35 and 35 of 100, though both have few healthy hosts: all together can carry it, so none panics")
                .isEqualTo("35 35 30");
        assertThat(load(PANIC_PERCENT, of(0, 0, 100), of(50, 0, 50), of(50, 0, 50)))
                .isEqualTo("0 70 30");
    }

    @Test
    void loadsAreScaledUpWhereAllTogetherAreTooFew() {
        assertThat(load(0, of(20, 0, 80), of(20, 0, 80))).isEqualTo("50 50");
        assertThat(load(0, of(10, 0, 90), of(20, 0, 80), of(10, 0, 90)))
                .as("14, 28, 14 of 56; what rounding loses goes to the first")
                .isEqualTo("25 50 25");
        assertThat(load(0, of(5, 0, 95), of(0, 0, 100), of(10, 0, 90))).isEqualTo("34 0 66");
    }

    @Test
    void degradedHostsTakeWhatHealthyOnesCannot() {
        assertThat(load(PANIC_PERCENT, of(50, 50, 0))).isEqualTo("70/30");
        assertThat(load(PANIC_PERCENT, of(0, 100, 0), of(100, 0, 0)))
                .as("the healthy ones of a lower priority come first")
                .isEqualTo("0 100");
        assertThat(load(PANIC_PERCENT, of(0, 50, 50), of(0, 50, 50))).isEqualTo("0/70 0/30");
    }

    @Test
    void aPriorityPanicsOnlyWhereAllTogetherAreTooFew() {
        assertThat(load(PANIC_PERCENT, of(20, 0, 80), of(60, 0, 40)))
                .as("28 and 84 are more than 100")
                .isEqualTo("28 72");
        assertThat(load(PANIC_PERCENT, of(20, 0, 80), of(50, 0, 50)))
                .as("28 and 70 are 98: scaled up, and the first has too few")
                .isEqualTo("29! 71");
    }

    @Test
    void whereAllPanicTheLoadFollowsTheNumberOfHosts() {
        assertThat(load(PANIC_PERCENT, of(0, 0, 30), of(0, 0, 60), of(0, 0, 10)))
                .isEqualTo("30! 60! 10!");
        assertThat(load(PANIC_PERCENT, of(0, 0, 1), of(0, 0, 1), of(0, 0, 1))).isEqualTo("34! 33! 33!");
    }

    @Test
    void withoutPanicAndHealthyHostsTheFirstPriorityGetsWhatNobodyCanServe() {
        assertThat(load(0, of(0, 0, 5), of(0, 0, 5))).isEqualTo("100 0");
    }

    @Test
    void degradedHostsCountAgainstPanic() {
        assertThat(load(PANIC_PERCENT, of(10, 41, 49))).isEqualTo("20/80");
        assertThat(load(PANIC_PERCENT, of(10, 30, 60))).isEqualTo("100!");
    }

    @Test
    void prioritiesWithoutHostsTakeNothing() {
        assertThat(load(PANIC_PERCENT, of(0, 0, 0), of(2, 0, 0))).isEqualTo("0 100");
        assertThat(load(PANIC_PERCENT, of(0, 0, 0), of(0, 0, 3), of(0, 0, 3), of(0, 0, 1)))
                .isEqualTo("0! 44! 42! 14!");
        assertThat(load(PANIC_PERCENT, of(0, 0, 0))).isEqualTo("100!");
    }

    @Test
    void aChoiceFallsWhereTheLoadSaysSo() {
        PriorityLoad load = new PriorityLoad(ImmutableList.of(level(of(50, 20, 30)), level(of(0, 10, 90))), 100, 0);
        int[] counts = new int[4];
        for (int hash = 0; hash < 100; hash++) {
            int choice = load.choose(hash);
            counts[choice < 0 ? 2 + ~choice : choice]++;
        }
        assertThat(counts).as("50, 20 and 10 of 80").containsExactly(63, 0, 25, 12);
    }

    private String load(int panicPercent, int[]... priorities) {
        ImmutableList.Builder<HostSet.Level> levels = ImmutableList.builder();
        for (int[] each : priorities) {
            levels.add(level(each));
        }
        PriorityLoad load = new PriorityLoad(levels.build(), 140, panicPercent);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < load.size(); i++) {
            text.append(i == 0 ? "" : " ").append(load.healthy(i));
            text.append(load.degraded(i) == 0 ? "" : "/" + load.degraded(i));
            text.append(load.panics(i) ? "!" : "");
        }
        return text.toString();
    }

    private static int[] of(int healthy, int degraded, int unhealthy) {
        return new int[] {healthy, degraded, unhealthy};
    }

    private HostSet.Level level(int[] counts) {
        ImmutableList.Builder<Host> hosts = ImmutableList.builder();
        Health[] healths = {Health.HEALTHY, Health.DEGRADED, Health.UNHEALTHY};
        for (int i = 0; i < counts.length; i++) {
            for (int n = 0; n < counts[i]; n++) {
                HostSpec spec =
                        new HostSpec(new Address.Socket("127.0.0.1", 1), "", 1, 0, HostSpec.Locality.NONE, healths[i]);
                hosts.add(new Host(spec, new HostStats(stats.scope("h"))));
            }
        }
        return HostSet.Level.of(hosts.build());
    }
}
