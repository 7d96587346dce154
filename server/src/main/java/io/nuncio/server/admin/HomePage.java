package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import java.util.Map;

/** What {@code /} and {@code /help} show of the admin's paths. */
final class HomePage {

    private HomePage() {}

    /** A line a path, and one for each of its parameters. */
    static String help(Map<String, AdminTable.Entry> entries) {
        StringBuilder out = new StringBuilder("admin commands are:\n");
        entries.forEach((path, entry) -> {
            out.append("  ").append(path);
            if (entry.mutates()) {
                out.append(" (POST)");
            }
            out.append(": ").append(entry.help()).append('\n');
            for (AdminParameter each : entry.parameters()) {
                out.append("      ").append(each.name()).append(": ").append(each.help());
                if (!each.choices().isEmpty()) {
                    out.append("; One of (")
                            .append(String.join(", ", each.choices()))
                            .append(')');
                }
                out.append('\n');
            }
        });
        return out.toString();
    }

    /** A page with a link or a form for each path. */
    static String html(Map<String, AdminTable.Entry> entries) {
        StringBuilder out = new StringBuilder("""
                <!DOCTYPE html>
                <html lang='en'>
                <head>
                <meta charset='utf-8'>
                <title>Nuncio Admin</title>
                <style>
                body { font-family: sans-serif }
                td { padding: 4px; vertical-align: top }
                tr:nth-child(even) { background-color: #eee }
                </style>
                </head>
                <body>
                <table>
                <thead><tr><th>Command</th><th>Description</th></tr></thead>
                <tbody>
                """);
        entries.forEach((path, entry) -> {
            if (!path.equals("/")) {
                row(path.substring(1), entry, out);
            }
        });
        return out.append("</tbody>\n</table>\n</body>\n</html>\n").toString();
    }

    private static void row(String path, AdminTable.Entry entry, StringBuilder out) {
        ImmutableList<AdminParameter> parameters = entry.parameters();
        out.append("<tr><td>");
        if (!entry.mutates() && parameters.isEmpty()) {
            out.append("<a href='").append(path).append("'>").append(path).append("</a>");
        } else {
            out.append("<form action='")
                    .append(path)
                    .append("' method='")
                    .append(entry.mutates() ? "post" : "get")
                    .append("'><button>")
                    .append(path)
                    .append("</button>");
            parameters.forEach(each -> field(each, out));
            out.append("</form>");
        }
        out.append("</td><td>").append(escaped(entry.help())).append("</td></tr>\n");
    }

    private static void field(AdminParameter parameter, StringBuilder out) {
        String name = parameter.name();
        out.append("<br><label title=\"").append(escaped(parameter.help())).append("\">");
        out.append(name).append(' ');
        switch (parameter.kind()) {
            case SWITCH ->
                out.append("<input type='checkbox' name='").append(name).append("'>");
            case TEXT -> out.append("<input type='text' name='").append(name).append("'>");
            case CHOICE -> {
                out.append("<select name='").append(name).append("'>");
                parameter
                        .choices()
                        .forEach(each -> out.append("<option>").append(each).append("</option>"));
                out.append("</select>");
            }
        }
        out.append("</label>");
    }

    /** Text for a page. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
