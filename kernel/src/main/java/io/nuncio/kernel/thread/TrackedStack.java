package io.nuncio.kernel.thread;

import java.util.ArrayList;

/** What a loop works on just now, the innermost last. Loop thread only. */
final class TrackedStack {

    private static final String INDENT = "  ";

    private final ArrayList<Tracked> stack = new ArrayList<>();

    void push(Tracked object) {
        stack.add(object);
    }

    @SuppressWarnings("ReferenceEquality") // the very object
    void pop(Tracked expected) {
        if (stack.isEmpty() || stack.getLast() != expected) {
            throw new IllegalStateException("tracked objects are popped in the reverse order of pushing");
        }
        stack.removeLast();
    }

    int depth() {
        return stack.size();
    }

    /** Drops what an exception left behind. */
    void cutTo(int depth) {
        while (stack.size() > depth) {
            stack.removeLast();
        }
    }

    /** Describes all, the innermost first, each deeper indented. */
    void dump(StringBuilder out) {
        String indent = "";
        for (int i = stack.size() - 1; i >= 0; i--) {
            stack.get(i).dumpState(out, indent);
            indent += INDENT;
        }
    }
}
