package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What completions and generations stand on: exactly one of those who arrive is the last, under chosen interleavings. */
public class CountdownLincheckTest {

    private static final int PARTIES = 4;

    private @Nullable Thread last;
    private final Countdown countdown = new Countdown(PARTIES, () -> last = Thread.currentThread());

    /** Whether the caller was the last, or one too many. */
    @Operation
    public String arrive() {
        try {
            countdown.arrive();
        } catch (IllegalStateException e) {
            return "too many";
        }
        return Thread.currentThread().equals(last) ? "last" : "early";
    }

    @Operation
    public boolean isZero() {
        return countdown.isZero();
    }

    @Test
    void t13_whoever_arrives_last_runs_the_action_and_nobody_else() {
        check(CountdownLincheckTest.class);
    }

    /** A checker that passes whatever it is shown proves nothing. */
    @Test
    void a_countdown_that_is_not_atomic_is_noticed() {
        assertThatThrownBy(() -> check(Racy.class)).isInstanceOf(LincheckAssertionError.class);
    }

    private static void check(Class<?> tested) {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(2)
                .sequentialSpecification(Counted.class)
                .check(tested);
    }

    /** Takes one away in two steps. */
    public static class Racy {

        private int left = PARTIES;

        @Operation
        public String arrive() {
            int before = left;
            left = before - 1;
            return Counted.name(before - 1);
        }

        @Operation
        public boolean isZero() {
            return left == 0;
        }
    }

    /** What it should be. */
    public static class Counted {

        private int left = PARTIES;

        public String arrive() {
            left--;
            return name(left);
        }

        /** Once too many have arrived, it isn't at zero any more: a mistake of the caller that stays visible. */
        public boolean isZero() {
            return left == 0;
        }

        static String name(int left) {
            return left > 0 ? "early" : left == 0 ? "last" : "too many";
        }
    }
}
