package io.nuncio.extensions.http.javafilter;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The classes of one generation of a module. It sees the platform's classes, the filter API of this proxy, and its own jars;
 * nothing else of the proxy, so that it may bring other versions of what the proxy uses.
 *
 * <p>The jars are copied first: whoever replaces a jar in place does not pull it away under a filter that runs.
 */
final class FilterLoader extends URLClassLoader {

    /** What a jar may say it was built for: {@code Nuncio-Filter-Api: 1} in its manifest. */
    static final String API_VERSION = "1";

    private static final String API = "io.nuncio.filter.";
    private static final String MANIFEST_KEY = "Nuncio-Filter-Api";

    private final Path copies;

    private FilterLoader(URL[] jars, Path copies) {
        super(jars, ClassLoader.getPlatformClassLoader());
        this.copies = copies;
    }

    /**
     * Of a jar, or of all jars of a folder.
     *
     * @throws IOException saying what is wrong with it
     */
    static FilterLoader open(Path module) throws IOException {
        List<Path> jars = jars(module);
        Path copies = Files.createTempDirectory("nuncio-filter-");
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            checkVersion(jar);
            Path copy = Files.copy(jar, copies.resolve(jar.getFileName().toString()));
            urls.add(url(copy));
        }
        return new FilterLoader(urls.toArray(URL[]::new), copies);
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** What tells one content of a module from another. */
    static String stamp(Path module) throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Path jar : jars(module)) {
            stamp.append(jar)
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar))
                    .append(';');
        }
        return stamp.toString();
    }

    private static List<Path> jars(Path module) throws IOException {
        if (!Files.isDirectory(module)) {
            if (!Files.isRegularFile(module)) {
                throw new IOException("there is no jar and no folder " + module);
            }
            return List.of(module);
        }
        try (Stream<Path> files = Files.list(module)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new IOException("there is no jar in " + module);
            }
            return jars;
        }
    }

    private static void checkVersion(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue(MANIFEST_KEY);
            if (version != null && !version.equals(API_VERSION)) {
                throw new IOException(jar.getFileName() + " was built for version " + version
                        + " of the filter API; this proxy has version " + API_VERSION);
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(API)) {
            return FilterLoader.class.getClassLoader().loadClass(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public void close() throws IOException {
        super.close();
        try (Stream<Path> files = Files.walk(copies)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
