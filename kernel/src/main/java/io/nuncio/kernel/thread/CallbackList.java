package io.nuncio.kernel.thread;

import org.jspecify.annotations.Nullable;

/** Scheduled callbacks in order, linked through themselves: adding and taking out allocate nothing. */
final class CallbackList {

    private @Nullable SchedulableCallback first;

    private @Nullable SchedulableCallback last;

    boolean isEmpty() {
        return first == null;
    }

    void add(SchedulableCallback callback) {
        callback.list = this;
        callback.previous = last;
        if (last == null) {
            first = callback;
        } else {
            last.next = callback;
        }
        last = callback;
    }

    void remove(SchedulableCallback callback) {
        SchedulableCallback before = callback.previous;
        SchedulableCallback after = callback.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        callback.list = null;
        callback.previous = null;
        callback.next = null;
    }

    @Nullable
    SchedulableCallback poll() {
        SchedulableCallback head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    /** Moves all to the end of another list, in order. */
    void moveTo(CallbackList other) {
        for (SchedulableCallback callback = poll(); callback != null; callback = poll()) {
            other.add(callback);
        }
    }
}
