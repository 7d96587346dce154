package io.nuncio.control.load;

import java.util.Arrays;

/** Where in a message the reader is: pushed and popped on the way, written out only when there is something to say. */
final class FieldPath {
    private static final int INITIAL_DEPTH = 32;

    private record Key(String text) {}

    private Object[] parts = new Object[INITIAL_DEPTH];
    private int depth;

    void field(String name) {
        push(name);
    }

    void index(int i) {
        push(i);
    }

    void key(String key) {
        push(new Key(key));
    }

    void pop() {
        depth--;
    }

    /** Back to the top, after something was given up in the middle. */
    void clear() {
        depth = 0;
    }

    private void push(Object part) {
        if (depth == parts.length) {
            parts = Arrays.copyOf(parts, depth * 2);
        }
        parts[depth++] = part;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            switch (parts[i]) {
                case Integer index -> out.append('[').append(index).append(']');
                case Key key -> out.append("[\"").append(key.text()).append("\"]");
                default -> out.append(out.isEmpty() ? "" : ".").append(parts[i]);
            }
        }
        return out.toString();
    }
}
