package io.nuncio.server.main;

import io.nuncio.server.Flag;
import io.nuncio.server.Options;
import io.nuncio.server.Version;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program. */
public final class Main {

    private static final int EXIT_OK = 0;
    private static final int EXIT_FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Does what the command line says, and exits with 0 if that went well. */
    public static void main(String... words) {
        System.exit(new Main(stream(FileDescriptor.out), stream(FileDescriptor.err)).run(words));
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

    private static int proxy(Options options) {
        Logger log = LoggerFactory.getLogger(Main.class);
        for (Flag flag : Flag.values()) {
            if (flag.effect() == Flag.Effect.NONE && options.given(flag)) {
                log.info("--{} has no effect here: {}", flag.word(), flag.help());
            }
        }
        log.error("this build has no road from configuration to traffic yet");
        return EXIT_FAILED;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
