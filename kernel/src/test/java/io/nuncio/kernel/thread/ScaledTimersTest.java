package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers that shorten under load. */
class ScaledTimersTest {

    private final ManualLoop loop = new ManualLoop("scaled");
    private final Dispatcher dispatcher = loop.dispatcher();
    private final ScaledTimers scaled = dispatcher.scaledTimers();
    private final List<String> order = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void d20_factorOneWaitsForTheMaximum() {
        Timer timer = idle("fired");
        timer.enable(Duration.ofMinutes(10));
        assertThat(timer.enabled()).isTrue();
        assertFiresAt(timer, Duration.ofMinutes(10));
    }

    @Test
    void d20_atNinetyTwoPercentOfEightyFiveToNinetyFive() {
        double pressure = 0.92;
        scaled.setScaleFactor(1 - (pressure - 0.85) / (0.95 - 0.85));
        assertThat(scaled.scaleFactor()).isEqualTo(0.3, org.assertj.core.api.Assertions.within(1e-9));
        scaled.setScaleFactor(0.3);
        Timer timer = idle("fired");
        timer.enableMs(600_000);
        assertFiresAt(timer, Duration.ofMillis(181_400));
    }

    @Test
    void d20_factorZeroWaitsForTheMinimum() {
        scaled.setScaleFactor(0);
        Timer timer = idle("fired");
        timer.enable(Duration.ofMinutes(10));
        assertFiresAt(timer, Duration.ofSeconds(2));
    }

    @Test
    void d20_aNewFactorHoldsForTimersThatWaitAlready() {
        Timer timer = idle("fired");
        timer.enable(Duration.ofMinutes(10));
        loop.advance(Duration.ofSeconds(100));
        scaled.setScaleFactor(0.3);
        loop.advance(Duration.ofMillis(81_399));
        assertThat(order).isEmpty();
        scaled.setScaleFactor(0.5);
        loop.advance(Duration.ofMillis(100));
        assertThat(order).isEmpty();
        scaled.setScaleFactor(0.3);
        loop.runUntilIdle();
        assertThat(order).containsExactly("fired");
        assertThat(timer.enabled()).isFalse();
    }

    @Test
    void d20_aFactorChangedDuringTheMinimumDoesNotShortenIt() {
        Timer timer = idle("fired");
        timer.enable(Duration.ofMinutes(10));
        loop.advance(Duration.ofSeconds(1));
        scaled.setScaleFactor(0);
        loop.advance(Duration.ofMillis(999));
        assertThat(order).isEmpty();
        loop.advance(Duration.ofMillis(1));
        assertThat(order).containsExactly("fired");
    }

    @Test
    void aMinimumAboveTheMaximumWaitsForTheMaximum() {
        Timer timer = idle("fired");
        timer.enable(Duration.ofSeconds(1));
        assertFiresAt(timer, Duration.ofSeconds(1));
    }

    @Test
    void aMinimumOfNothingIsScaledFromTheStart() {
        scaled.setScaleFactor(0.25);
        Timer timer = dispatcher.createScaledTimer(ScaledMinimum.of(Duration.ZERO), () -> order.add("fired"));
        timer.enable(Duration.ofSeconds(100));
        assertFiresAt(timer, Duration.ofSeconds(25));
    }

    @Test
    void aMinimumMayBeAShareOfTheMaximum() {
        scaled.setScaleFactor(0.5);
        Timer timer = dispatcher.createScaledTimer(ScaledMinimum.ofRatio(0.2), () -> order.add("fired"));
        timer.enable(Duration.ofSeconds(100));
        assertFiresAt(timer, Duration.ofSeconds(60));
    }

    @Test
    void factorsAreClippedAndNonsenseIsRejected() {
        scaled.setScaleFactor(7);
        assertThat(scaled.scaleFactor()).isEqualTo(1);
        scaled.setScaleFactor(-1);
        assertThat(scaled.scaleFactor()).isZero();
        assertThatThrownBy(() -> scaled.setScaleFactor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScaledMinimum.ofRatio(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScaledMinimum.ofRatio(-0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScaledMinimum.of(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        Timer timer = idle("fired");
        assertThatThrownBy(() -> timer.enableMs(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(timer.enabled()).isFalse();
    }

    @Test
    void timersOfOneSpanFireInTheOrderInWhichTheirMinimumEnded() {
        Timer a = idle("a");
        Timer b = idle("b");
        Timer c = idle("c");
        Timer d = idle("d");
        for (Timer timer : List.of(a, b, c, d)) {
            timer.enable(Duration.ofSeconds(10));
            loop.advance(Duration.ofSeconds(2));
        }
        a.enable(Duration.ofSeconds(10));
        c.disable();
        assertThat(c.enabled()).isFalse();
        loop.advance(Duration.ofSeconds(4));
        assertThat(order).containsExactly("b");
        loop.advance(Duration.ofSeconds(30));
        assertThat(order).containsExactly("b", "d", "a");
        d.enable(Duration.ofSeconds(10));
        loop.advance(Duration.ofSeconds(10));
        assertThat(order).endsWith("a", "d");
    }

    @Test
    void aTimerThatEnablesItselfUnderFullLoadRunsOncePerIteration() {
        scaled.setScaleFactor(0);
        Timer[] timer = new Timer[1];
        timer[0] = dispatcher.createScaledTimer(ScaledMinimum.of(Duration.ZERO), () -> {
            order.add("fired");
            timer[0].enable(Duration.ofSeconds(1));
        });
        timer[0].enable(Duration.ofSeconds(1));
        loop.runOnce();
        assertThat(order).hasSize(1);
        loop.runOnce();
        assertThat(order).hasSize(2);
        timer[0].close();
        loop.runOnce();
        assertThat(order).hasSize(2);
        assertThatThrownBy(() -> timer[0].enableMs(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTimerThatThrowsDoesNotKeepOthersOfItsSpanFromFiring() {
        Timer bad = dispatcher.createScaledTimer(ScaledMinimum.of(Duration.ZERO), () -> {
            throw new IllegalStateException("on purpose");
        });
        Timer good = dispatcher.createScaledTimer(ScaledMinimum.of(Duration.ZERO), () -> order.add("good"));
        bad.enableMs(10);
        good.enableMs(10);
        loop.advance(Duration.ofMillis(10));
        assertThat(order).containsExactly("good");
        assertThat(dispatcher.stats().failures()).isEqualTo(1);
    }

    private Timer idle(String name) {
        return dispatcher.createScaledTimer(ScaledMinimum.of(Duration.ofSeconds(2)), () -> order.add(name));
    }

    private void assertFiresAt(Timer timer, Duration after) {
        loop.advance(after.minusMillis(1));
        assertThat(order).as("before").isEmpty();
        assertThat(timer.enabled()).isTrue();
        loop.advance(Duration.ofMillis(1));
        assertThat(order).containsExactly("fired");
        assertThat(timer.enabled()).isFalse();
    }
}
