package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who answers which path. What changes something is asked for by POST alone. */
public final class AdminTable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminTable.class);

    /** Answers one path. */
    @FunctionalInterface
    public interface Handler {
        /** The answer; never null, never an exception for what the request says. Called on main. */
        @AnyThread
        AdminResponse handle(AdminRequest request);
    }

    /** What stands behind a path. */
    record Entry(String help, boolean mutates, Handler handler, ImmutableList<AdminParameter> parameters) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();

    private final ImmutableList<StringMatchSpec> allowed;

    /** A table with {@code /}, {@code /help} and nothing else. */
    public AdminTable() {
        this(ImmutableList.of());
    }

    /** The same, of which only paths that one of these matches are answered; all if there are none. */
    public AdminTable(ImmutableList<StringMatchSpec> allowed) {
        this.allowed = allowed;
        read("/", "Admin home page", request -> AdminResponse.html(HomePage.html(entries)));
        read("/help", "print out list of admin commands", request -> AdminResponse.text(HomePage.help(entries)));
    }

    /** Adds a path that only reads. */
    void read(String path, String help, Handler handler, AdminParameter... parameters) {
        entries.put(path, new Entry(help, false, handler, ImmutableList.copyOf(parameters)));
    }

    /** Adds a path that changes something. */
    void write(String path, String help, Handler handler, AdminParameter... parameters) {
        entries.put(path, new Entry(help, true, handler, ImmutableList.copyOf(parameters)));
    }

    /** Answers a request. */
    public AdminResponse handle(AdminRequest request) {
        if (!allowed.isEmpty() && allowed.stream().noneMatch(each -> each.matches(request.path()))) {
            return AdminResponse.text(403, "request to path " + request.path() + " not allowed");
        }
        Entry entry = entries.get(request.path());
        if (entry == null) {
            return AdminResponse.text(404, "invalid path. " + HomePage.help(entries));
        }
        if (entry.mutates() && !request.method().equals("POST")) {
            LOG.error("admin path \"{}\" mutates state, method={} rather than POST", request.path(), request.method());
            return AdminResponse.text(405, "Method " + request.method() + " not allowed, POST required.");
        }
        return entry.handler().handle(request);
    }
}
