package io.nuncio.proxy.spi.http;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec;
import io.nuncio.proxy.spec.route.HeaderMutationsSpec.Addition;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.WeightedClusterSpec;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.format.Format;
import io.nuncio.proxy.spi.format.FormatInput;
import io.nuncio.proxy.spi.format.TextSink;
import io.nuncio.proxy.spi.message.Head;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the changes of fields that a table of routes asks for, as Envoy's header parser does: at each level the
 * removals first, then every value is worked out, then the fields that overwrite, then those that are added.
 */
@OnWorker
public final class HeaderMutations {

    private HeaderMutations() {}

    /**
     * All changes of a request.
     *
     * @param weighted the weighted cluster that it goes to; null for none
     */
    public static void ofRequest(
            RouteEntry route, @Nullable WeightedClusterSpec weighted, Head head, StreamInfo info, long nowWallMs) {
        HeaderMutationsSpec ofCluster = weighted == null ? HeaderMutationsSpec.NONE : weighted.requestMutations();
        all(route.requestMutations(), ofCluster, route.weightedClusterIsLast(), head, new Moment(info, nowWallMs));
    }

    /**
     * All changes of a response.
     *
     * @param weighted the weighted cluster that the request went to; null for none
     */
    public static void ofResponse(
            RouteEntry route, @Nullable WeightedClusterSpec weighted, Head head, StreamInfo info, long nowWallMs) {
        HeaderMutationsSpec ofCluster = weighted == null ? HeaderMutationsSpec.NONE : weighted.responseMutations();
        all(route.responseMutations(), ofCluster, route.weightedClusterIsLast(), head, new Moment(info, nowWallMs));
    }

    /** The changes of one level. */
    public static void apply(HeaderMutationsSpec spec, Head head, StreamInfo info, long nowWallMs) {
        apply(spec, head, new Moment(info, nowWallMs));
    }

    /** When and of what values are written. */
    private record Moment(StreamInfo info, long nowWallMs) {}

    private static void all(
            ImmutableList<HeaderMutationsSpec> levels,
            HeaderMutationsSpec ofCluster,
            boolean clusterIsLast,
            Head head,
            Moment moment) {
        if (!clusterIsLast) {
            apply(ofCluster, head, moment);
        }
        for (int i = 0; i < levels.size(); i++) {
            apply(levels.get(i), head, moment);
        }
        if (clusterIsLast) {
            apply(ofCluster, head, moment);
        }
    }

    private static void apply(HeaderMutationsSpec spec, Head head, Moment moment) {
        ImmutableList<HeaderName> removals = spec.removals();
        for (int i = 0; i < removals.size(); i++) {
            head.remove(removals.get(i));
        }
        ImmutableList<Addition> additions = spec.additions();
        if (additions.isEmpty()) {
            return;
        }
        @Nullable Object[] values = new @Nullable Object[additions.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(additions.get(i), head, moment);
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null && overwrites(additions.get(i))) {
                set(head, additions.get(i).name(), values[i]);
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null && !overwrites(additions.get(i))) {
                add(head, additions.get(i).name(), values[i]);
            }
        }
    }

    private static boolean overwrites(Addition addition) {
        return switch (addition.append()) {
            case OVERWRITE_IF_EXISTS, OVERWRITE_IF_EXISTS_OR_ADD -> true;
            case APPEND_IF_EXISTS_OR_ADD, ADD_IF_ABSENT -> false;
        };
    }

    /** A string or bytes; null if the field is left alone. */
    private static @Nullable Object value(Addition addition, Head head, Moment moment) {
        boolean wanted = switch (addition.append()) {
            case APPEND_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS_OR_ADD -> true;
            case ADD_IF_ABSENT -> !head.has(addition.name());
            case OVERWRITE_IF_EXISTS -> head.has(addition.name());
        };
        if (!wanted) {
            return null;
        }
        if (addition.format().isEmpty()) {
            return addition.text().isEmpty() && !addition.keepEmpty() ? null : addition.text();
        }
        TextSink sink = new TextSink();
        addition.format()
                .get()
                .as(Format.class)
                .write(new FormatInput(moment.info(), AccessLogType.NOT_SET, moment.nowWallMs()), sink);
        return sink.length() == 0 && !addition.keepEmpty() ? null : Arrays.copyOf(sink.array(), sink.length());
    }

    private static void set(Head head, HeaderName name, Object value) {
        if (value instanceof byte[] bytes) {
            head.set(name, bytes);
        } else {
            head.set(name, (String) value);
        }
    }

    /** Where Envoy joins fields of that name as it reads them, it does so here. */
    private static void add(Head head, HeaderName name, Object value) {
        boolean joins = head.kind() == Head.Kind.REQUEST ? name.joinsInRequests() : name.joinsInResponses();
        if (joins && head.has(name)) {
            head.append(name, value instanceof byte[] bytes ? latin1(bytes) : (String) value);
        } else if (value instanceof byte[] bytes) {
            head.add(name, bytes);
        } else {
            head.add(name, (String) value);
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
