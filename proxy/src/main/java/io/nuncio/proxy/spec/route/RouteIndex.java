package io.nuncio.proxy.spec.route;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.match.LiteralTable;
import io.nuncio.proxy.spec.match.LiteralTable.Reading;
import io.nuncio.proxy.spec.route.PathMatchSpec.Connect;
import io.nuncio.proxy.spec.route.PathMatchSpec.Exact;
import io.nuncio.proxy.spec.route.PathMatchSpec.Prefix;
import io.nuncio.proxy.spec.route.PathMatchSpec.Regex;
import io.nuncio.proxy.spec.route.PathMatchSpec.SeparatedPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a virtual host, found by the literal that their path is or begins with.
 *
 * <p>The first route in the order of the configuration wins. So each literal has its routes in that order; of all
 * literals that a path begins with, the smallest place of a route that matches is the answer. Routes behind the best
 * place so far are not looked at any more.
 */
@Immutable
final class RouteIndex {

    private static final int NOTHING = Integer.MAX_VALUE;

    /** So many routes are looked at one by one: that is quicker, and a table of many virtual hosts stays small. */
    private static final int FEW = 3;

    private final ImmutableList<RouteEntry> entries;
    private final boolean few;
    private final Group exact;
    private final Group exactAnyCase;
    private final Group prefixes;
    private final Group prefixesAnyCase;
    /** Last, because they cost most: what a place before them excludes is not tried. */
    private final Group expressions;

    private final ImmutableList<Integer> connects;

    RouteIndex(ImmutableList<RouteEntry> entries) {
        this.entries = entries;
        this.few = entries.size() <= FEW;
        Literals exactLiterals = new Literals();
        Literals exactAnyCaseLiterals = new Literals();
        Literals prefixLiterals = new Literals();
        Literals prefixAnyCaseLiterals = new Literals();
        Literals expressionLiterals = new Literals();
        ImmutableList.Builder<Integer> connectPlaces = ImmutableList.builder();
        for (int place = 0; !few && place < entries.size(); place++) {
            switch (entries.get(place).route().match().path()) {
                case Exact path ->
                    (path.anyCase() ? exactAnyCaseLiterals : exactLiterals).add(path.path(), path.anyCase(), place);
                case Prefix path ->
                    (path.anyCase() ? prefixAnyCaseLiterals : prefixLiterals).add(path.prefix(), path.anyCase(), place);
                case SeparatedPrefix path ->
                    (path.anyCase() ? prefixAnyCaseLiterals : prefixLiterals).add(path.prefix(), path.anyCase(), place);
                case Regex path ->
                    expressionLiterals.add(RegexPrefix.of(path.pattern().pattern()), false, place);
                case Connect connect -> connectPlaces.add(place);
            }
        }
        this.exact = Group.of(exactLiterals, Reading.FORWARD, entries);
        this.exactAnyCase = Group.of(exactAnyCaseLiterals, Reading.FORWARD_ANY_CASE, entries);
        this.prefixes = Group.of(prefixLiterals, Reading.FORWARD, entries);
        this.prefixesAnyCase = Group.of(prefixAnyCaseLiterals, Reading.FORWARD_ANY_CASE, entries);
        this.expressions = Group.of(expressionLiterals, Reading.FORWARD, entries);
        this.connects = connectPlaces.build();
    }

    /** Literals while they are collected. */
    private static final class Literals {
        private final Map<String, List<Integer>> places = new LinkedHashMap<>();

        void add(String literal, boolean anyCase, int place) {
            String key = anyCase ? Ascii.toLowerCase(literal) : literal;
            places.computeIfAbsent(key, each -> new ArrayList<>(1)).add(place);
        }
    }

    /** The first route, if it takes all requests whose path begins with a slash; else null. */
    @Nullable
    RouteEntry everyPath() {
        RouteMatchSpec match = entries.isEmpty() ? null : entries.get(0).route().match();
        return match != null
                        && match.isLiteralAlone()
                        && match.path() instanceof Prefix path
                        && (path.prefix().isEmpty() || path.prefix().equals("/"))
                ? entries.get(0)
                : null;
    }

    /** The first route that takes the request; null if none does. */
    @Nullable
    RouteEntry find(RouteRequest request) {
        return few ? oneByOne(request) : byLiteral(request);
    }

    private @Nullable RouteEntry oneByOne(RouteRequest request) {
        for (int i = 0; i < entries.size(); i++) {
            RouteMatchSpec match = entries.get(i).route().match();
            boolean path = match.path() instanceof Connect
                    ? request.isConnect()
                    : request.hasPath() && match.path().matches(request.path(), request.end());
            if (path && match.restMatches(request)) {
                return entries.get(i);
            }
        }
        return null;
    }

    private @Nullable RouteEntry byLiteral(RouteRequest request) {
        int best = NOTHING;
        if (request.hasPath()) {
            best = exact.whole(request, best);
            best = exactAnyCase.whole(request, best);
            best = prefixes.beginnings(request, best);
            best = prefixesAnyCase.beginnings(request, best);
            best = expressions.beginnings(request, best);
        }
        if (!connects.isEmpty() && request.isConnect()) {
            best = connect(request, best);
        }
        return best == NOTHING ? null : entries.get(best);
    }

    private int connect(RouteRequest request, int best) {
        for (int place : connects) {
            if (place < best && entries.get(place).route().match().restMatches(request)) {
                return place;
            }
        }
        return best;
    }

    /**
     * Routes by their literals. The value of a literal is the place of its first route, if nothing but the literal counts
     * there; else the complement of its number among the other literals, each of which has a stretch of places.
     */
    @Immutable
    private static final class Group implements LiteralTable.Visitor<RouteRequest> {

        private static final Group EMPTY =
                new Group(new LiteralTable(List.of(), Reading.FORWARD), ImmutableList.of(), new int[1], new int[0]);

        private final LiteralTable literals;
        private final ImmutableList<RouteEntry> entries;

        @SuppressWarnings("Immutable") // never handed out, never changed
        private final int[] starts;

        @SuppressWarnings("Immutable") // never handed out, never changed
        private final int[] places;

        private Group(LiteralTable literals, ImmutableList<RouteEntry> entries, int[] starts, int[] places) {
            this.literals = literals;
            this.entries = entries;
            this.starts = starts;
            this.places = places;
        }

        static Group of(Literals collected, Reading reading, ImmutableList<RouteEntry> entries) {
            if (collected.places.isEmpty()) {
                return EMPTY;
            }
            int[] values = new int[collected.places.size()];
            List<Integer> starts = new ArrayList<>(List.of(0));
            List<Integer> places = new ArrayList<>();
            int literal = 0;
            for (List<Integer> each : collected.places.values()) {
                int first = each.get(0);
                if (entries.get(first).route().match().isLiteralAlone()) {
                    values[literal] = first;
                } else {
                    values[literal] = ~(starts.size() - 1);
                    places.addAll(each);
                    starts.add(places.size());
                }
                literal++;
            }
            return new Group(
                    new LiteralTable(List.copyOf(collected.places.keySet()), values, reading),
                    entries,
                    Ints.toArray(starts),
                    Ints.toArray(places));
        }

        /** The best place, seen the routes of the literal that the path is. */
        int whole(RouteRequest request, int best) {
            int value = literals.exact(request.path(), request.end());
            return value == LiteralTable.NONE ? best : visit(value, best, request);
        }

        /** The best place, seen the routes of all literals that the path begins with. */
        int beginnings(RouteRequest request, int best) {
            return literals.fold(request.path(), request.end(), best, request, this);
        }

        @Override
        public int visit(int value, int best, RouteRequest request) {
            if (value >= 0) {
                return Math.min(value, best);
            }
            int stretch = ~value;
            for (int i = starts[stretch]; i < starts[stretch + 1] && places[i] < best; i++) {
                RouteMatchSpec match = entries.get(places[i]).route().match();
                if (match.restMatches(request) && pathMatches(match.path(), request)) {
                    return places[i];
                }
            }
            return best;
        }

        /** What the literal alone does not say. */
        private static boolean pathMatches(PathMatchSpec match, RouteRequest request) {
            if (match instanceof SeparatedPrefix separated) {
                return separated.endsSegment(request.path(), request.end());
            }
            return !(match instanceof Regex regex) || regex.matches(request.path(), request.end());
        }
    }
}
