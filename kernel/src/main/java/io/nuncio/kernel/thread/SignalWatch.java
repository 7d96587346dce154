package io.nuncio.kernel.thread;

import java.lang.reflect.Proxy;

/**
 * Listens for one signal of the operating system on behalf of a dispatcher, until it is closed. The virtual machine hands
 * a signal to the listener that came last; closing gives it back to the one before.
 */
public final class SignalWatch implements AutoCloseable {

    private final Object signal;
    private final Object previous;
    private boolean closed;

    private SignalWatch(Object signal, Object previous) {
        this.signal = signal;
        this.previous = previous;
    }

    @SuppressWarnings("ReferenceEquality") // what a proxy answers for equals
    static SignalWatch create(Dispatcher dispatcher, String name, Runnable callback) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    SignalWatch.class.getClassLoader(), new Class<?>[] {handlerClass}, (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                dispatcher.post(callback);
                                yield null;
                            }
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "toString" -> "signal " + name + " of dispatcher " + dispatcher.name();
                            default -> throw new UnsupportedOperationException(method.getName());
                        };
                    });
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            return new SignalWatch(signal, install(signal, handler));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot listen for signal " + name, e);
        }
    }

    /** Gives the signal back. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            install(signal, previous);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot give back " + signal, e);
        }
    }

    /** By reflection: the compiler warns of the class by name and cannot be told not to. */
    private static Object install(Object signal, Object handler) throws ReflectiveOperationException {
        Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
        return signal.getClass()
                .getMethod("handle", signal.getClass(), handlerClass)
                .invoke(null, signal, handler);
    }
}
