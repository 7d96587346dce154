package io.nuncio.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.Direction;
import io.nuncio.proxy.spec.listener.ListenerSpec.ListenerDrain;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.wire.WireLoop;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cases W12 and W13: who is asked to end, and when. */
class DrainTest {

    private static final int REQUESTS = 10_000;
    private static final DrainPace TEN_SECONDS = new DrainPace(10_000, true);
    private static final UpstreamClusters NO_CLUSTERS = name -> null;

    private final ManualLoop loop = new ManualLoop("worker_0");
    private final WorkerSetting setting =
            new WorkerSetting(0, new WireLoop(loop.dispatcher(), 0, 1), NO_CLUSTERS, new SplittableRandom(7), null);
    private final WorkerDrain drain = new WorkerDrain(setting);

    @AfterEach
    void end() {
        loop.close();
    }

    @Test
    void w12_aGradualDrainAsksMoreAndMore() {
        loop.asCurrent(() -> drain.begin(false, TEN_SECONDS));
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isZero();
        loop.advance(Duration.ofSeconds(5));
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isBetween(4_700, 5_300);
        loop.advance(Duration.ofSeconds(5));
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isEqualTo(REQUESTS);
    }

    @Test
    void w12_anImmediateDrainAsksAll() {
        loop.asCurrent(() -> drain.begin(false, new DrainPace(10_000, false)));
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isEqualTo(REQUESTS);
    }

    @Test
    void w12_withoutTimeAllAreAskedAtOnce() {
        loop.asCurrent(() -> drain.begin(false, new DrainPace(0, true)));
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isEqualTo(REQUESTS);
    }

    @Test
    void w12_failingHealthChecksAskAllButModifyOnly() {
        drain.healthFailing(true);
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isEqualTo(REQUESTS);
        assertThat(asked(listener(Direction.UNSPECIFIED, true))).isZero();
        drain.healthFailing(false);
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isZero();
    }

    @Test
    void w13_aDrainOfInboundLeavesOutbound() {
        loop.asCurrent(() -> drain.begin(true, DrainPace.AT_ONCE));
        assertThat(asked(listener(Direction.INBOUND, false))).isEqualTo(REQUESTS);
        assertThat(asked(listener(Direction.OUTBOUND, false))).isZero();
        assertThat(asked(listener(Direction.UNSPECIFIED, false))).isZero();
    }

    @Test
    void aWiderDrainTakesThePlaceOfANarrowOneAndNotTheOtherWay() {
        loop.asCurrent(() -> drain.begin(true, DrainPace.AT_ONCE));
        loop.asCurrent(() -> drain.begin(false, DrainPace.AT_ONCE));
        loop.asCurrent(() -> drain.begin(true, DrainPace.AT_ONCE));
        assertThat(asked(listener(Direction.OUTBOUND, false))).isEqualTo(REQUESTS);
    }

    private int asked(ListenerSpec listener) {
        return loop.asCurrent(() -> {
            int count = 0;
            for (int i = 0; i < REQUESTS; i++) {
                count += drain.closes(listener) ? 1 : 0;
            }
            return count;
        });
    }

    private static ListenerSpec listener(Direction direction, boolean modifyOnly) {
        ListenerSpec plain = TestProxy.listenerSpec("l", TestFilters.echo(connection -> {}));
        return new ListenerSpec(
                plain.name(),
                plain.statPrefix(),
                plain.address(),
                plain.socket(),
                plain.listenerFilters(),
                plain.chains(),
                plain.accessLogs(),
                plain.limits(),
                new ListenerDrain(direction, modifyOnly));
    }
}
