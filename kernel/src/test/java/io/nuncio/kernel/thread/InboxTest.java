package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue of posts, step by step on one thread. */
class InboxTest {

    private final int[] wakeUps = new int[1];
    private final List<String> orphans = new ArrayList<>();
    private final Inbox<String> inbox = new Inbox<>(() -> wakeUps[0]++, orphans::add);

    @Test
    void firstInFirstOutAndOneWakeUpABatch() {
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.offer("a")).isTrue();
        assertThat(inbox.offer("b")).isTrue();
        assertThat(wakeUps[0]).isEqualTo(1);
        assertThat(inbox.isEmpty()).isFalse();
        assertThat(inbox.beginBatch()).isEqualTo(2);
        inbox.offer("c");
        assertThat(wakeUps[0]).as("a later batch").isEqualTo(2);
        inbox.offer("d");
        assertThat(wakeUps[0]).isEqualTo(2);
        assertThat(inbox.poll()).isEqualTo("a");
        assertThat(inbox.poll()).isEqualTo("b");
        assertThat(inbox.poll()).isEqualTo("c");
        assertThat(inbox.beginBatch()).isEqualTo(1);
        assertThat(inbox.poll()).isEqualTo("d");
        assertThat(inbox.poll()).isNull();
    }

    @Test
    void aLoopThatBlocksIsWokenByTheNextOfferThoughAnOlderMarkWasLeft() {
        inbox.offer("taken within another batch, its mark is left");
        inbox.poll();
        assertThat(inbox.mayBlock()).isTrue();
        inbox.offer("while the loop waits");
        assertThat(wakeUps[0]).isEqualTo(2);
        assertThat(inbox.mayBlock()).isFalse();
        inbox.offer("the loop has not looked yet");
        assertThat(wakeUps[0]).isEqualTo(2);
    }

    @Test
    void theLoopsOwnOffersNeedNoWakeUp() {
        assertThat(inbox.offerFromLoop("a")).isTrue();
        assertThat(wakeUps[0]).isZero();
        assertThat(inbox.mayBlock()).isFalse();
        assertThat(inbox.beginBatch()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsLeftToTheCallerAndWhatWasAcceptedStays() {
        inbox.offer("a");
        assertThat(inbox.refusing()).isFalse();
        inbox.refuse();
        assertThat(inbox.refusing()).isTrue();
        assertThat(inbox.offer("b")).isFalse();
        assertThat(inbox.offerFromLoop("c")).isFalse();
        assertThat(inbox.poll()).isEqualTo("a");
        assertThat(inbox.poll()).isNull();
        assertThat(orphans).isEmpty();
    }

    @Test
    void theEndHandsWhatIsLeftToTheTakerOfOrphans() {
        inbox.offer("a");
        inbox.offer("b");
        inbox.terminate();
        assertThat(orphans).containsExactly("a", "b");
        assertThat(inbox.offer("c")).isFalse();
        assertThat(inbox.offerFromLoop("d")).isFalse();
        assertThat(orphans).hasSize(2);
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void moreThanOneChunkKeepsTheOrder() {
        for (int i = 0; i < 5000; i++) {
            inbox.offer(Integer.toString(i));
        }
        assertThat(inbox.beginBatch()).isEqualTo(5000);
        for (int i = 0; i < 5000; i++) {
            assertThat(inbox.poll()).isEqualTo(Integer.toString(i));
        }
        assertThat(wakeUps[0]).isEqualTo(1);
    }
}
