package io.nuncio.proxy.exchange;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteMatchSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.spi.http.UpstreamCall;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.StreamAnswers;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the proxy itself to its clusters: each is an {@link HttpStream} like any other, brought by the caller instead of
 * by a codec, with a chain that is a router alone. One object a dispatcher, confined to it.
 */
public final class InternalCalls implements Caller {

    /** What a whole request or response may have. */
    static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    /** How much is held in each direction before the other side is slowed. */
    private static final int BUFFER_LIMIT_BYTES = 1024 * 1024;

    private static final long CALL_TIMEOUT_MS = 15_000;

    private final Ground ground;
    private final Plan plan;

    /**
     * What the calls of all dispatchers have in common.
     *
     * @param chain a router alone
     * @param ownAddress of this machine, for {@code x-forwarded-for}
     */
    public record Plan(ImmutableList<ExtensionSpec> chain, String ownAddress) {}

    private final RandomGenerator random;
    private @Nullable RouteEntry lastRoute;
    private UpstreamCall.@Nullable Options lastOptions;

    /** Calls on one dispatcher. */
    public InternalCalls(
            Dispatcher dispatcher, HeadPool heads, UpstreamClusters clusters, Plan plan, RandomGenerator random) {
        this.ground = new Ground(dispatcher, heads, clusters, null, this, BUFFER_LIMIT_BYTES);
        this.plan = plan;
        this.random = random;
    }

    /** The route of a call; the one before serves again where nothing differs. */
    RouteEntry route(UpstreamCall.Options options) {
        RouteEntry known = lastRoute;
        if (known == null || !options.equals(lastOptions)) {
            known = RouteEntry.alone(route(options.cluster(), options.timeoutMs()));
            lastRoute = known;
            lastOptions = options;
        }
        return known;
    }

    private static RouteSpec route(String cluster, long timeoutMs) {
        ForwardSpec forward = new ForwardSpec(
                new ClusterChoiceSpec.Named(cluster),
                ForwardSpec.CLUSTER_NOT_FOUND_DEFAULT,
                ForwardSpec.Rewrites.NONE,
                new TimeoutsSpec(
                        timeoutMs,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        TimeoutsSpec.GrpcTimeoutSpec.NONE),
                Optional.empty(),
                ImmutableList.of(),
                ImmutableList.of(),
                ForwardSpec.Balancing.NONE);
        return RouteSpec.of("", RouteMatchSpec.of(new PathMatchSpec.Prefix("", false)), forward);
    }

    Plan plan() {
        return plan;
    }

    long nextRandom() {
        return random.nextLong();
    }

    @Override
    public UpstreamCall open(UpstreamCall.Options options, Head head, boolean end, StreamAnswers answers) {
        InternalCall call = new InternalCall(this, ground, options, answers);
        call.start(head, end);
        return call;
    }

    /**
     * @throws IllegalArgumentException if the body of the request is not at hand, or has more than 16 MiB
     */
    @Override
    public Cancellable call(String cluster, Request request, Consumer<Response> then, Consumer<Exception> failed) {
        if (request.body().lengthBytes() < 0) {
            throw new IllegalArgumentException("the body of a call has to be at hand");
        }
        byte[] body;
        try {
            body = request.body().readAll(BODY_BYTES_MAX);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body of a call has to be at hand", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("bodies at hand do not wait", e);
        }
        WholeAnswer answer = new WholeAnswer(ground.dispatcher(), then, failed);
        boolean end = body.length == 0;
        UpstreamCall call = open(
                new UpstreamCall.Options(cluster, CALL_TIMEOUT_MS, false), head(request, body.length), end, answer);
        answer.begun(call);
        if (!end) {
            answer.send(body);
        }
        return answer;
    }

    private Head head(Request request, int length) {
        Head head = ground.heads().take(Head.Kind.REQUEST);
        head.set(HeaderNames.METHOD, request.method());
        head.set(HeaderNames.PATH, request.path());
        head.set(HeaderNames.SCHEME, "http");
        request.headers().forEach((name, value) -> head.add(name, value));
        if (length > 0 && !head.has(HeaderNames.CONTENT_LENGTH)) {
            head.set(HeaderNames.CONTENT_LENGTH, length);
        }
        return head;
    }
}
