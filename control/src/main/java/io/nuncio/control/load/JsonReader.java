package io.nuncio.control.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON to a tree, in one pass. Beyond RFC 8259 it takes what Envoy takes: strings and keys in single quotes, keys without
 * quotes, a comma before a closing bracket, control characters in strings. No comments, no byte-order mark.
 */
final class JsonReader {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private final String text;
    private int at;
    private int line = 1;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static Node read(String text) throws SyntaxException {
        JsonReader reader = new JsonReader(text);
        Node root = reader.value();
        if (reader.peek() != 0) {
            throw reader.syntax("something follows the end of the document");
        }
        return root;
    }

    /** The next character that is not white space, not consumed; 0 at the end. */
    private char peek() {
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                return c;
            }
        }
        return 0;
    }

    private Node value() throws SyntaxException {
        if (++depth > YamlReader.DEPTH_MAX) {
            throw syntax("nested deeper than " + YamlReader.DEPTH_MAX);
        }
        char c = peek();
        int start = line;
        Node read = switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"', '\'' -> new Node.Text(string(c), start);
            case 0 -> throw syntax("the document ends too early");
            default -> word(start);
        };
        depth--;
        return read;
    }

    private Node word(int start) throws SyntaxException {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt()) {
            at = number.end();
            if (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                throw syntax("not a number: " + number.group() + text.charAt(at));
            }
            return new Node.Numeral(number.group(), start);
        }
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (!word.lookingAt()) {
            throw syntax("'" + text.charAt(at) + "' where a value should start");
        }
        Node read = switch (word.group()) {
            case "true" -> new Node.Bool(true, start);
            case "false" -> new Node.Bool(false, start);
            case "null" -> new Node.Null(start);
            default -> throw syntax("'" + word.group() + "' where a value should start");
        };
        at = word.end();
        return read;
    }

    private Node object() throws SyntaxException {
        int start = line;
        List<Node.Entry> entries = new ArrayList<>();
        at++;
        for (char c = peek(); c != '}'; c = separator('}')) {
            String key = key(c);
            if (peek() != ':') {
                throw syntax("no ':' after the key \"" + key + "\"");
            }
            at++;
            entries.add(new Node.Entry(key, value()));
        }
        at++;
        return new Node.Mapping(entries, start);
    }

    private String key(char c) throws SyntaxException {
        if (c == '"' || c == '\'') {
            return string(c);
        }
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (c == 0 || !word.lookingAt()) {
            throw syntax(c == 0 ? "the document ends too early" : "'" + c + "' where a key should start");
        }
        at = word.end();
        return word.group();
    }

    private Node array() throws SyntaxException {
        int start = line;
        List<Node> items = new ArrayList<>();
        at++;
        while (peek() != ']') {
            items.add(value());
            separator(']');
        }
        at++;
        return new Node.Sequence(items, start);
    }

    /** Past a comma, or at the closing bracket, which is left where it is. */
    private char separator(char closing) throws SyntaxException {
        char c = peek();
        if (c == ',') {
            at++;
            return peek();
        }
        if (c != closing) {
            throw syntax(c == 0 ? "the document ends too early" : "'" + c + "' instead of ',' or '" + closing + "'");
        }
        return c;
    }

    private String string(char quote) throws SyntaxException {
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return out.toString();
            }
            if (c == '\n') {
                line++;
            }
            if (c == '\\') {
                escape(out);
            } else {
                out.append(c);
            }
        }
        throw syntax("a string without an end");
    }

    /** Reads from a backslash to the last character of its escape. */
    private void escape(StringBuilder out) throws SyntaxException {
        at++;
        char c = at < text.length() ? text.charAt(at) : 0;
        switch (c) {
            case '"', '\'', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> unicode(out);
            default -> throw syntax("an escape that JSON does not have: \\" + c);
        }
    }

    private void unicode(StringBuilder out) throws SyntaxException {
        char unit = hex(at + 1);
        at += HEX_DIGITS;
        out.append(unit);
        if (!Character.isSurrogate(unit)) {
            return;
        }
        char low = text.startsWith("\\u", at + 1) ? hex(at + 3) : 0;
        if (!Character.isSurrogatePair(unit, low)) {
            throw syntax("half of a surrogate pair");
        }
        at += 2 + HEX_DIGITS;
        out.append(low);
    }

    private char hex(int from) throws SyntaxException {
        if (from + HEX_DIGITS <= text.length()) {
            try {
                return (char) Integer.parseInt(text, from, from + HEX_DIGITS, HEX);
            } catch (NumberFormatException e) {
                // Said below, the same for digits that are wrong and digits that are missing.
            }
        }
        throw syntax("\\u without four hexadecimal digits");
    }

    private SyntaxException syntax(String problem) {
        return new SyntaxException("line " + line + ": not valid JSON: " + problem);
    }
}
