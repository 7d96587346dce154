package io.nuncio.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * A list whose elements know their places, so that any of them can be taken out at no cost. An element is in one chain at
 * most.
 */
final class Chain<T extends Chain.Link<T>> {

    /** What can stand in a chain. */
    abstract static class Link<T extends Link<T>> {
        private @Nullable Chain<T> chain;
        private @Nullable T before;
        private @Nullable T after;
    }

    private @Nullable T first;
    private @Nullable T last;
    private int size;

    @Nullable
    T first() {
        return first;
    }

    @Nullable
    T last() {
        return last;
    }

    /** The one behind {@code element}; null at the end. */
    @Nullable
    T after(T element) {
        Link<T> link = element;
        return link.after;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Puts it in front of all others, taking it out of the chain it was in. */
    void addFirst(T element) {
        Link<T> link = element;
        remove(element);
        link.chain = this;
        link.after = first;
        if (first == null) {
            last = element;
        } else {
            ((Link<T>) first).before = element;
        }
        first = element;
        size++;
    }

    /** Takes it out of whatever chain it is in; answers whether it was in one. */
    static <T extends Link<T>> boolean remove(T element) {
        Link<T> link = element;
        Chain<T> chain = link.chain;
        if (chain == null) {
            return false;
        }
        T before = link.before;
        T after = link.after;
        if (before == null) {
            chain.first = after;
        } else {
            ((Link<T>) before).after = after;
        }
        if (after == null) {
            chain.last = before;
        } else {
            ((Link<T>) after).before = before;
        }
        link.before = null;
        link.after = null;
        link.chain = null;
        chain.size--;
        return true;
    }

    /** Moves all elements of {@code other} here, which is empty, in their order. */
    void takeAll(Chain<T> other) {
        for (T element = other.last(); element != null; element = other.last()) {
            addFirst(element);
        }
    }
}
