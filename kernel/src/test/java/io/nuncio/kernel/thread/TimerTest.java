package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers, on a clock turned by hand. */
class TimerTest {

    private final ManualLoop loop = new ManualLoop("timers");
    private final Dispatcher dispatcher = loop.dispatcher();
    private final List<String> order = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aTimerFiresOnceAtItsDeadlineAndNotBefore() {
        Timer timer = logging("fired");
        assertThat(timer.enabled()).isFalse();
        timer.enableMs(10);
        assertThat(timer.enabled()).isTrue();
        loop.advance(Duration.ofNanos(9_999_999));
        assertThat(order).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(order).containsExactly("fired");
        assertThat(timer.enabled()).isFalse();
        loop.advance(Duration.ofSeconds(10));
        assertThat(order).hasSize(1);
        timer.enable(Duration.ofMillis(1));
        loop.advance(Duration.ofMillis(1));
        assertThat(order).hasSize(2);
    }

    @Test
    void aDisabledTimerDoesNotFireAndMayBeEnabledAgain() {
        Timer timer = logging("fired");
        timer.enableMs(10);
        timer.disable();
        timer.disable();
        assertThat(timer.enabled()).isFalse();
        loop.advance(Duration.ofMillis(20));
        assertThat(order).isEmpty();
        timer.enableMs(5);
        loop.advance(Duration.ofMillis(5));
        assertThat(order).containsExactly("fired");
    }

    @Test
    void aTimerDoesNotCountFromBeforeItWasEnabledThoughTheLoopStoodStill() {
        loop.runOnce();
        loop.time().advanceMs(1000);
        Timer timer = logging("fired");
        timer.enableMs(10);
        loop.runOnce();
        assertThat(order).isEmpty();
        loop.advance(Duration.ofMillis(10));
        assertThat(order).containsExactly("fired");
    }

    @Test
    void d14_timersDueTogetherRunInTheOrderOfTheirDeadlines() {
        Timer two = logging("2");
        Timer zero = logging("0");
        Timer one = logging("1");
        Timer oneAgain = logging("1 again");
        two.enableMs(2);
        one.enableMs(1);
        oneAgain.enableMs(1);
        zero.enableMs(0);
        loop.advance(Duration.ofMillis(5));
        assertThat(order).containsExactly("0", "1", "1 again", "2");
        assertThat(dispatcher.stats().iterations()).isEqualTo(1);
    }

    @Test
    void d14_aTimerMayDisableAndCloseOthersThatAreDue() {
        Timer disabled = logging("disabled");
        Timer closed = logging("closed");
        Timer last = logging("last");
        Timer first = dispatcher.createTimer(() -> {
            order.add("first");
            disabled.disable();
            closed.close();
        });
        last.enableMs(3);
        closed.enableMs(2);
        disabled.enableMs(1);
        first.enableMs(0);
        loop.advance(Duration.ofMillis(5));
        assertThat(order).containsExactly("first", "last");
        assertThat(closed.enabled()).isFalse();
        assertThatThrownBy(() -> closed.enableMs(1)).isInstanceOf(IllegalStateException.class);
        closed.close();
    }

    @Test
    void d14_aTimerThatIsDueAndEnabledAgainIsPutOff() {
        Timer toZero = logging("to zero");
        Timer toFive = logging("to five");
        Timer last = logging("last");
        Timer first = dispatcher.createTimer(() -> {
            order.add("first");
            toZero.disable();
            toZero.enableMs(0);
            toFive.enableMs(5);
        });
        first.enableMs(0);
        toZero.enableMs(1);
        toFive.enableMs(1);
        last.enableMs(2);
        loop.time().advanceMs(3);
        loop.runOnce();
        assertThat(order).containsExactly("first", "last");
        loop.runOnce();
        assertThat(order).containsExactly("first", "last", "to zero");
        loop.advance(Duration.ofMillis(4));
        assertThat(order).hasSize(3);
        loop.advance(Duration.ofMillis(1));
        assertThat(order).containsExactly("first", "last", "to zero", "to five");
    }

    @Test
    void d15_enablingAgainReplacesTheDeadline() {
        Timer later = logging("later");
        Timer sooner = logging("sooner");
        later.enableMs(1);
        sooner.enableMs(4);
        later.enableMs(4);
        sooner.enableMs(0);
        loop.advance(Duration.ofMillis(2));
        assertThat(order).containsExactly("sooner");
        loop.advance(Duration.ofMillis(1));
        assertThat(order).hasSize(1);
        loop.advance(Duration.ofMillis(1));
        assertThat(order).containsExactly("sooner", "later");
    }

    @Test
    void d15_equalDeadlinesKeepTheOrderInWhichTheyWereEnabledLast() {
        Timer a = logging("a");
        Timer b = logging("b");
        a.enableMs(5);
        b.enableMs(5);
        a.enableMs(5);
        loop.advance(Duration.ofMillis(5));
        assertThat(order).containsExactly("b", "a");
    }

    @Test
    void d16_eachLinkOfAZeroDelayChainRunsInAnIterationOfItsOwn() {
        List<Long> iterations = new ArrayList<>();
        List<Timer> chain = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int link = i;
            chain.add(dispatcher.createTimer(() -> {
                iterations.add(dispatcher.stats().iterations());
                if (link < 3) {
                    chain.get(link + 1).enableMs(0);
                }
            }));
        }
        chain.get(0).enableMs(0);
        loop.runUntilIdle();
        assertThat(iterations).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void d16_otherIoIsServedBetweenTheLinks() throws Exception {
        try (TestSocket socket = TestSocket.connected(loop)) {
            int[] links = new int[1];
            List<Integer> readAfterLinks = new ArrayList<>();
            socket.onRead(() -> readAfterLinks.add(links[0]));
            Timer[] timer = new Timer[1];
            timer[0] = dispatcher.createTimer(() -> {
                links[0]++;
                if (links[0] == 2) {
                    socket.send();
                }
                timer[0].enableMs(0);
            });
            timer[0].enableMs(0);
            for (int i = 0; i < 1000 && readAfterLinks.isEmpty(); i++) {
                loop.runOnce();
            }
            assertThat(readAfterLinks).isNotEmpty();
            timer[0].close();
        }
    }

    @Test
    void d17_negativeDelaysAreRejectedAndHugeOnesClipped() {
        Timer timer = logging("fired");
        assertThatThrownBy(() -> timer.enableMs(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> timer.enable(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(timer.enabled()).isFalse();
        Timer millis = logging("millis");
        timer.enable(Duration.ofSeconds(Long.MAX_VALUE));
        millis.enableMs(Long.MAX_VALUE);
        loop.advance(Timer.DELAY_MAX.minusNanos(1));
        assertThat(order).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(order).containsExactly("fired", "millis");
    }

    @Test
    void d17_aRejectedDelayLeavesTheTimerAsItWas() {
        Timer timer = logging("fired");
        timer.enableMs(3);
        assertThatThrownBy(() -> timer.enableMs(-1)).isInstanceOf(IllegalArgumentException.class);
        loop.advance(Duration.ofMillis(3));
        assertThat(order).containsExactly("fired");
    }

    @Test
    void manyTimersAgreeWithAPlainList() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        record Armed(int index, long deadline, long sequence) {}
        List<Armed> model = new ArrayList<>();
        List<Integer> fired = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int index = i;
            timers.add(dispatcher.createTimer(() -> fired.add(index)));
        }
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            int index = random.nextInt(timers.size());
            switch (random.nextInt(10)) {
                case 0 -> {
                    long by = random.nextInt(20);
                    now += by;
                    long reached = now;
                    loop.time().advanceMs(by);
                    loop.runOnce();
                    model.stream()
                            .filter(armed -> armed.deadline() <= reached)
                            .sorted(Comparator.comparingLong(Armed::deadline).thenComparingLong(Armed::sequence))
                            .forEach(armed -> expected.add(armed.index()));
                    model.removeIf(armed -> armed.deadline() <= reached);
                    assertThat(fired).as("seed %d step %d", seed, step).isEqualTo(expected);
                    fired.clear();
                    expected.clear();
                }
                case 1 -> {
                    model.removeIf(armed -> armed.index() == index);
                    timers.get(index).disable();
                }
                case 2 -> {
                    model.removeIf(armed -> armed.index() == index);
                    timers.get(index).close();
                    timers.set(index, dispatcher.createTimer(() -> fired.add(index)));
                }
                default -> {
                    long delay = random.nextInt(100);
                    model.removeIf(armed -> armed.index() == index);
                    model.add(new Armed(index, now + delay, step));
                    timers.get(index).enableMs(delay);
                }
            }
        }
    }

    @Test
    void aRealTimerEndsTheWaitOfEveryKindOfPoll() {
        for (LoopOptions.Kind kind : LoopOptions.Kind.values()) {
            Dispatcher real = Dispatcher.create("real", LoopOptions.defaults().withKind(kind));
            List<Long> waitedMs = new ArrayList<>();
            long start = System.nanoTime();
            Timer timer = real.createTimer(() -> waitedMs.add((System.nanoTime() - start) / 1_000_000));
            timer.enableMs(30);
            real.run(RunType.BLOCK);
            assertThat(waitedMs).as("%s", kind).hasSize(1);
            assertThat(waitedMs.getFirst()).as("%s", kind).isBetween(30L, 2000L);
            assertThat(real.stats().iterations()).as("%s does not spin", kind).isLessThan(10);
            real.close();
        }
    }

    private Timer logging(String name) {
        return dispatcher.createTimer(() -> order.add(name));
    }
}
