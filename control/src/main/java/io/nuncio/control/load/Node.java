package io.nuncio.control.load;

import java.util.List;

/** A JSON value with the line it came from, counted from 1; 0 where there was no text. */
sealed interface Node {
    int line();

    /** What it is, as an error message calls it. */
    String kind();

    record Null(int line) implements Node {
        @Override
        public String kind() {
            return "null";
        }
    }

    record Bool(boolean value, int line) implements Node {
        @Override
        public String kind() {
            return "the boolean " + value;
        }
    }

    /** A number as it was written, in JSON's grammar. */
    record Numeral(String text, int line) implements Node {
        @Override
        public String kind() {
            return "the number " + text;
        }
    }

    record Text(String value, int line) implements Node {
        @Override
        public String kind() {
            return "the string \"" + value + "\"";
        }
    }

    record Sequence(List<Node> items, int line) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Entries in the order of the text; a key may stand twice. */
    record Mapping(List<Entry> entries, int line) implements Node {
        @Override
        public String kind() {
            return "an object";
        }
    }

    record Entry(String key, Node value) {}
}
