package io.nuncio.kernel.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A mark that one thread sets often and another takes seldom: a set that finds it set only reads. */
final class TouchMark {

    private static final VarHandle TOUCHED;

    static {
        try {
            TOUCHED = MethodHandles.lookup().findVarHandle(TouchMark.class, "touched", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // by its handle
    private boolean touched;

    void touch() {
        if (!(boolean) TOUCHED.getOpaque(this)) {
            TOUCHED.setOpaque(this, true);
        }
    }

    boolean take() {
        return (boolean) TOUCHED.getAndSet(this, false);
    }
}
