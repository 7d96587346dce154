package io.nuncio.control.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the corpus leaves to its reader: ports and folders by name, resources inside other documents. */
final class Tokens {
    private static final Pattern PORT = Pattern.compile("@(L|ADMIN|U[0-9]+)@");

    private Tokens() {}

    /** The tree with a number for each port. */
    static Node filled(Node node) {
        return switch (node) {
            case Node.Text text ->
                PORT.matcher(text.value()).matches()
                        ? new Node.Numeral("1024", text.line())
                        : new Node.Text(PORT.matcher(text.value()).replaceAll("1024"), text.line());
            case Node.Sequence sequence ->
                new Node.Sequence(sequence.items().stream().map(Tokens::filled).toList(), sequence.line());
            case Node.Mapping mapping ->
                new Node.Mapping(
                        mapping.entries().stream()
                                .map(e -> new Node.Entry(e.key(), filled(e.value())))
                                .toList(),
                        mapping.line());
            default -> node;
        };
    }

    /** Every outermost object that says its type, if Envoy's API has the type. */
    static List<Node> objectsWithType(Node root) {
        List<Node> found = new ArrayList<>();
        collect(root, found);
        return found;
    }

    private static void collect(Node node, List<Node> found) {
        switch (node) {
            case Node.Mapping mapping -> {
                if (mapping.entries().stream().anyMatch(e -> e.key().equals("@type"))) {
                    found.add(node);
                } else {
                    mapping.entries().forEach(e -> collect(e.value(), found));
                }
            }
            case Node.Sequence sequence -> sequence.items().forEach(item -> collect(item, found));
            default -> {}
        }
    }
}
