package io.nuncio.kernel.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Plants a fault and runs the test that must notice: compiles the changed source in memory, loads the module's classes
 * anew with the changed one among them, and calls the test method there. The classes of the build are never touched.
 */
final class FaultBench {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final String OURS = "io.nuncio.kernel.";

    /** A fault may make its test hang; that is as red as a failure. */
    private static final Duration TEST_MAX = Duration.ofSeconds(20);

    private FaultBench() {}

    /** The module's classes once more, as they are. */
    private static final ClassLoader FAULTLESS = new FaultyClasses(Map.of());

    /** What the test threw, or null if it didn't notice. */
    static @Nullable Throwable run(PlantedFault fault) throws Exception {
        return run(fault, new FaultyClasses(compile(fault)));
    }

    /** The same test in the same way, without the fault. */
    static @Nullable Throwable runWithoutFault(PlantedFault fault) throws Exception {
        return run(fault, FAULTLESS);
    }

    private static @Nullable Throwable run(PlantedFault fault, ClassLoader classes) throws Exception {
        Class<?> test = classes.loadClass(fault.test().getName());
        @Nullable Throwable[] thrown = {null};
        Thread runner = Thread.ofPlatform().daemon().name("fault " + fault.id()).unstarted(() -> {
            thrown[0] = thrownBy(test, fault.method());
        });
        runner.setContextClassLoader(classes);
        runner.start();
        if (!runner.join(TEST_MAX)) {
            runner.interrupt();
            return new AssertionError(fault.method() + " hangs");
        }
        return thrown[0];
    }

    private static @Nullable Throwable thrownBy(Class<?> test, String method) {
        try {
            Constructor<?> constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object instance = constructor.newInstance();
            Method body = test.getDeclaredMethod(method);
            body.setAccessible(true);
            Throwable thrown = null;
            for (Method before : methods(test, BeforeEach.class)) {
                before.invoke(instance);
            }
            try {
                body.invoke(instance);
            } catch (InvocationTargetException e) {
                thrown = e.getCause();
            }
            for (Method after : methods(test, AfterEach.class)) {
                after.invoke(instance);
            }
            return thrown;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("can't run " + test.getName() + "." + method, e);
        }
    }

    private static List<Method> methods(Class<?> test, Class<? extends java.lang.annotation.Annotation> annotation) {
        List<Method> methods = Stream.of(test.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(annotation))
                .toList();
        methods.forEach(method -> method.setAccessible(true));
        return methods;
    }

    private static Map<String, byte[]> compile(PlantedFault fault) throws IOException {
        String name = fault.in().getName();
        String source = Files.readString(SOURCES.resolve(name.replace('.', '/') + ".java"));
        int at = source.indexOf(fault.line());
        if (at < 0 || source.indexOf(fault.line(), at + 1) >= 0) {
            throw new AssertionError(name + " must have exactly once: " + fault.line());
        }
        String changed = source.replace(fault.line(), fault.mistake());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean ok = compiler.getTask(
                            messages,
                            new InMemory(files, compiled),
                            null,
                            List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                            null,
                            List.of(new Source(name, changed)))
                    .call();
            if (!ok) {
                throw new AssertionError(fault + " doesn't compile: " + messages);
            }
        }
        Map<String, byte[]> bytes = new HashMap<>();
        compiled.forEach((type, content) -> bytes.put(type, content.toByteArray()));
        return bytes;
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {

        private final Map<String, ByteArrayOutputStream> compiled;

        InMemory(StandardJavaFileManager files, Map<String, ByteArrayOutputStream> compiled) {
            super(files);
            this.compiled = compiled;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location where,
                String type,
                JavaFileObject.Kind kind,
                javax.tools.@Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + type + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return compiled.computeIfAbsent(type, name -> new ByteArrayOutputStream());
                }
            };
        }
    }

    /** The module's classes once more, a few of them changed; everything else as the test sees it. */
    private static final class FaultyClasses extends ClassLoader {

        private final Map<String, byte[]> changed;

        FaultyClasses(Map<String, byte[]> changed) {
            super(FaultBench.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = changed.get(name);
            if (bytes == null) {
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = in.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
