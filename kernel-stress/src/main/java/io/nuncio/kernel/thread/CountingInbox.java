package io.nuncio.kernel.thread;

import java.util.concurrent.atomic.AtomicInteger;

/** A queue of posts that counts its wake-ups and what it hands out as orphans; small, for jcstress makes many. */
class CountingInbox {

    static final int CHUNK = 2;

    final AtomicInteger wakeUps = new AtomicInteger();
    final AtomicInteger orphans = new AtomicInteger();
    final Inbox<Object> inbox = new Inbox<>(CHUNK, wakeUps::incrementAndGet, orphan -> orphans.incrementAndGet());

    /** Takes all there is, as a loop does that releases what it will not run. */
    int takeAll() {
        int taken = 0;
        while (inbox.poll() != null) {
            taken++;
        }
        return taken;
    }
}
