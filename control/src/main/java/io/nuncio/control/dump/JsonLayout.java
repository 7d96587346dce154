package io.nuncio.control.dump;

/** Lays JSON out as Envoy's admin does: one blank of indent a level, one value a line. */
final class JsonLayout {

    private JsonLayout() {}

    /** The same JSON, which has no blanks between its tokens, on many lines; ends with a line end. */
    static String lines(String compact) {
        StringBuilder out = new StringBuilder(compact.length() * 2);
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < compact.length(); i++) {
            char c = compact.charAt(i);
            if (quoted) {
                out.append(c);
                if (c == '\\') {
                    i++;
                    out.append(compact.charAt(i));
                } else if (c == '"') {
                    quoted = false;
                }
                continue;
            }
            switch (c) {
                case '{', '[' -> {
                    out.append(c);
                    char next = compact.charAt(i + 1);
                    if (next == '}' || next == ']') {
                        i++;
                        out.append(next);
                    } else {
                        depth++;
                        line(out, depth);
                    }
                }
                case '}', ']' -> {
                    depth--;
                    line(out, depth);
                    out.append(c);
                }
                case ',' -> line(out.append(c), depth);
                case ':' -> out.append(": ");
                default -> {
                    quoted = c == '"';
                    out.append(c);
                }
            }
        }
        return out.append('\n').toString();
    }

    private static void line(StringBuilder out, int depth) {
        out.append('\n').repeat(' ', depth);
    }
}
