package io.nuncio.server.main;

import io.nuncio.server.ConfigurationException;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import io.nuncio.server.Version;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The program. */
public final class Main {

    private static final Marker CRITICAL = MarkerFactory.getMarker(LogPattern.CRITICAL);

    private static final int EXIT_OK = 0;
    private static final int EXIT_FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;
    private final Consumer<Nuncio> whenStarted;

    private Main(PrintStream out, PrintStream err, Consumer<Nuncio> whenStarted) {
        this.out = out;
        this.err = err;
        this.whenStarted = whenStarted;
    }

    /** Does what the command line says, and exits with 0 if that went well. */
    public static void main(String... words) {
        System.exit(run(proxy -> {}, words));
    }

    /** As {@link #main}, but gives the exit code, and tells somebody of the proxy once it has started. */
    static int run(Consumer<Nuncio> whenStarted, String... words) {
        return new Main(stream(FileDescriptor.out), stream(FileDescriptor.err), whenStarted).run(words);
    }

    private int run(String... words) {
        Options options;
        try {
            options = CommandLine.parse(words);
        } catch (UsageException e) {
            err.println(e.getMessage());
            return EXIT_FAILED;
        }
        if (options.given(Flag.HELP)) {
            out.print(CommandLine.help());
            return EXIT_OK;
        }
        if (options.given(Flag.VERSION)) {
            out.print("\nnuncio  version: " + Version.full() + "\n\n");
            return EXIT_OK;
        }
        if (options.given(Flag.HOT_RESTART_VERSION)) {
            out.println("disabled");
            return EXIT_OK;
        }
        try {
            Logs.start(options);
        } catch (IOException e) {
            err.println("error: cannot log to '" + options.text(Flag.LOG_PATH) + "': " + e.getMessage());
            return EXIT_FAILED;
        }
        try {
            return proxy(options);
        } finally {
            Logs.stop();
        }
    }

    private int proxy(Options options) {
        // Not a constant: the first logger made decides how all are set up.
        Logger log = LoggerFactory.getLogger(Main.class);
        for (Flag flag : Flag.values()) {
            if (flag.effect() == Flag.Effect.NONE && options.given(flag)) {
                log.info("--{} has no effect here: {}", flag.word(), flag.help());
            }
        }
        try {
            if (options.mode() == Options.Mode.VALIDATE) {
                Nuncio.validate(options);
                out.println("configuration '" + options.text(Flag.CONFIG_PATH) + "' OK");
                return EXIT_OK;
            }
            try (Nuncio proxy = Nuncio.start(options, new ThisProcess())) {
                ThisProcess.listenForSignals(proxy);
                whenStarted.accept(proxy);
                proxy.awaitEnd();
            }
            return EXIT_OK;
        } catch (ConfigurationException e) {
            log.error(CRITICAL, "error initializing configuration '{}':", options.text(Flag.CONFIG_PATH));
            e.reasons().forEach(reason -> log.error(CRITICAL, "  {}", reason));
            return EXIT_FAILED;
        }
    }

    static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
