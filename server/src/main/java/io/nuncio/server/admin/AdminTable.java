package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.AnyThread;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.Locale;
import java.util.Map;
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

    private record Entry(String help, boolean mutates, Handler handler) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();

    private final ImmutableList<StringMatchSpec> allowed;

    /** A table with {@code /}, {@code /help} and nothing else. */
    public AdminTable() {
        this(ImmutableList.of());
    }

    /** The same, of which only paths that one of these matches are answered; all if there are none. */
    public AdminTable(ImmutableList<StringMatchSpec> allowed) {
        this.allowed = allowed;
        read("/", "Admin home page", this::home);
        read("/help", "print out list of admin commands", request -> AdminResponse.text(help()));
    }

    /** Adds a path that only reads. */
    public void read(String path, String help, Handler handler) {
        entries.put(path, new Entry(help, false, handler));
    }

    /** Adds a path that changes something. */
    public void write(String path, String help, Handler handler) {
        entries.put(path, new Entry(help, true, handler));
    }

    /** Answers a request. */
    public AdminResponse handle(AdminRequest request) {
        if (!allowed.isEmpty() && allowed.stream().noneMatch(each -> each.matches(request.path()))) {
            return AdminResponse.text(403, "request to path " + request.path() + " not allowed");
        }
        Entry entry = entries.get(request.path());
        if (entry == null) {
            return AdminResponse.text(404, "invalid path. " + help());
        }
        if (entry.mutates() && !request.method().equals("POST")) {
            LOG.error("admin path \"{}\" mutates state, method={} rather than POST", request.path(), request.method());
            return AdminResponse.text(405, "Method " + request.method() + " not allowed, POST required.");
        }
        return entry.handler().handle(request);
    }

    private String help() {
        StringBuilder out = new StringBuilder("admin commands are:\n");
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            out.append("  ").append(each.getKey());
            if (each.getValue().mutates()) {
                out.append(" (POST)");
            }
            out.append(": ").append(each.getValue().help()).append('\n');
        }
        return out.toString();
    }

    private AdminResponse home(AdminRequest request) {
        StringBuilder out = new StringBuilder("""
                <!DOCTYPE html>
                <html lang='en'>
                <head><title>Nuncio Admin</title></head>
                <body>
                <h1>Nuncio Admin</h1>
                <table>
                """);
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            String path = each.getKey();
            String name = path.equals("/") ? "home" : path.substring(1);
            out.append("<tr><td>");
            if (each.getValue().mutates()) {
                out.append(String.format(
                        Locale.ROOT,
                        "<form action='%s' method='post'><button>%s</button></form>",
                        path.substring(1),
                        name));
            } else {
                out.append(String.format(Locale.ROOT, "<a href='%s'>%s</a>", path.substring(1), name));
            }
            out.append("</td><td>").append(each.getValue().help()).append("</td></tr>\n");
        }
        return AdminResponse.html(out.append("</table>\n</body>\n</html>\n").toString());
    }
}
