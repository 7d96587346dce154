package io.nuncio.kernel.stats;

import java.util.List;

/**
 * A dotted name taken apart.
 *
 * @param name what is left when the parts that are tags are taken out
 * @param tags in the order in which the rules found them
 */
public record TaggedName(String name, List<Tag> tags) {
    public TaggedName {
        tags = List.copyOf(tags);
    }
}
