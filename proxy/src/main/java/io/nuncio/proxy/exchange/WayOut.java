package io.nuncio.proxy.exchange;

import io.nuncio.proxy.spi.http.EngineStream.WatermarkAnswers;
import java.util.ArrayList;
import java.util.List;

/** The way to the client: how often its high mark is exceeded, and who wants to know. */
final class WayOut {

    private final List<WatermarkAnswers> subscribers = new ArrayList<>(0);
    private int highs;

    void above() {
        highs++;
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            subscribers.get(i).onAboveWriteHighWatermark();
        }
    }

    void below() {
        highs--;
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            subscribers.get(i).onBelowWriteLowWatermark();
        }
    }

    /** A late subscriber is told at once, as often as the mark is exceeded. */
    void subscribe(WatermarkAnswers answers) {
        subscribers.add(answers);
        for (int i = 0; i < highs; i++) {
            answers.onAboveWriteHighWatermark();
        }
    }

    void unsubscribe(WatermarkAnswers answers) {
        subscribers.remove(answers);
    }

    void forgetSubscribers() {
        subscribers.clear();
    }
}
