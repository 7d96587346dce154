package io.nuncio.proxy.blocking;

import com.google.common.collect.ImmutableList;
import io.netty.buffer.ByteBuf;
import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.Summary;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.http.EngineFilter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.QueueBytes;
import io.nuncio.proxy.spi.message.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run of neighbouring blocking filters in one stream, as the chain sees it: one inline filter. Worker only.
 *
 * <p>It starts the thread with the head of the request, and answers what the thread asks. Each period of ownership ends
 * once: with {@code proceed}, with the end of {@code intercept}, or with the end of the stream, whichever the worker sees
 * first.
 */
final class FilterRun implements EngineFilter {

    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final EngineStream stream;
    private final BlockingMaker maker;
    private final Session session;
    private final Watch watch;
    private final Side requestSide;
    private final Side responseSide;
    private final Returning returning;
    private final Calls calls;
    private List<Entered> filters = List.of();
    private @Nullable FilterTask task;
    private @Nullable Thread thread;
    private @Nullable Thread pump;
    private boolean threadRuns;
    private boolean pumpRuns;
    private @Nullable Request shown;
    private @Nullable Response given;
    private @Nullable Ask<Response> proceeding;
    private List<Consumer<Summary>> logs = List.of();
    private boolean finished;

    FilterRun(EngineStream stream, BlockingMaker maker) {
        this.stream = stream;
        this.maker = maker;
        this.session = new Session(stream.dispatcher(), this, maker.threads(stream));
        this.watch = new Watch(stream.dispatcher(), this, maker.limits());
        this.requestSide = new Side(stream, watch, true);
        this.responseSide = new Side(stream, watch, false);
        this.returning = new Returning(stream, responseSide);
        this.calls = new Calls(stream);
    }

    Side side(boolean ofRequest) {
        return ofRequest ? requestSide : responseSide;
    }

    Calls calls() {
        return calls;
    }

    EngineStream stream() {
        return stream;
    }

    boolean alive() {
        return !session.gone();
    }

    // ---- from the chain

    @Override
    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        ImmutableList<Optional<Object>> configs = maker.configs(stream);
        List<Entered> entered = new ArrayList<>(configs.size());
        for (int i = 0; i < configs.size(); i++) {
            BlockingFilter each = maker.filters().get(i);
            if (each.enter()) {
                entered.add(new Entered(each, configs.get(i).orElse(null)));
            } else if (each.limits().failOpen()) {
                each.stats().skipped();
            } else {
                each.stats().overflow();
                entered.forEach(Entered::leave);
                finished = true;
                stream.localReply(LocalReply.of(UNAVAILABLE, "", "filter_overflow{" + each.name() + "}"));
                return Verdict.CONTINUE;
            }
        }
        if (entered.isEmpty()) {
            finished = true;
            return Verdict.CONTINUE;
        }
        filters = entered;
        start((Head) headers, end);
        return Verdict.HOLD;
    }

    private void start(Head head, boolean end) {
        HostBody body = end ? null : new HostBody(session, true);
        if (end) {
            requestSide.endsWithHead();
        }
        Request request = Messages.request(head, body == null ? Body.EMPTY : body);
        shown = request;
        FilterTask made = new FilterTask(session, filters, Snapshot.of(stream), request);
        Thread runner = made.thread();
        if (body != null) {
            body.handOver(runner, "the thread inside intercept()");
        }
        task = made;
        thread = runner;
        watch.owns();
        boolean started = false;
        try {
            runner.start();
            started = true;
        } finally {
            if (!started) {
                filters.forEach(Entered::leave);
                finished = true;
            }
        }
        threadRuns = true;
    }

    @Override
    public Verdict onRequestData(Bytes data, boolean end) {
        return task == null ? Verdict.CONTINUE : requestSide.data((QueueBytes) data, end);
    }

    @Override
    public Verdict onRequestTrailers(MutableHeaders trailers) {
        return task == null ? Verdict.CONTINUE : requestSide.trailers((Head) trailers);
    }

    @Override
    public Verdict onResponseHeaders(MutableHeaders headers, boolean end) {
        Ask<Response> ask = proceeding;
        if (task == null || finished) {
            responseSide.flowFromHere();
            return Verdict.CONTINUE;
        }
        if (ask == null) {
            // Somebody else's answer, of which these filters see nothing: they have not passed the request on.
            end("the request was answered by another filter");
            responseSide.flowFromHere();
            return Verdict.CONTINUE;
        }
        proceeding = null;
        HostBody body = end ? null : new HostBody(session, false);
        if (body != null) {
            body.handOver(thread, "the thread inside intercept()");
        } else {
            responseSide.endsWithHead();
        }
        Response response = Messages.response((Head) headers, body == null ? Body.EMPTY : body);
        given = response;
        watch.owns();
        ask.answer(response);
        return Verdict.HOLD;
    }

    @Override
    public Verdict onResponseData(Bytes data, boolean end) {
        return task == null ? Verdict.CONTINUE : responseSide.data((QueueBytes) data, end);
    }

    @Override
    public Verdict onResponseTrailers(MutableHeaders trailers) {
        return task == null ? Verdict.CONTINUE : responseSide.trailers((Head) trailers);
    }

    @Override
    public void onComplete(Summary summary) {
        if (!logs.isEmpty()) {
            maker.logThreads().run(logs, summary, filters.getFirst().filter());
        }
    }

    @Override
    public void onDestroy() {
        end("the stream has ended");
    }

    // ---- from the filter's thread

    /** The innermost filter passes the request on. */
    void proceed(Ask<Response> ask, Outgoing<Request> wanted) {
        Head head = Objects.requireNonNull(stream.requestHeaders());
        Request seen = Objects.requireNonNull(shown);
        Messages.write(wanted.message(), seen, head);
        proceeding = ask;
        watch.waits();
        byte[] bytes = wanted.bytes();
        if (wanted.untouched()) {
            requestSide.flow();
        } else if (bytes != null) {
            if (bytes.length > 0 || !requestSide.endedWithHead()) {
                head.set(HeaderNames.CONTENT_LENGTH, bytes.length);
            }
            requestSide.replace(bytes);
        } else {
            head.remove(HeaderNames.CONTENT_LENGTH);
            pump = Objects.requireNonNull(wanted.pump());
            pumpRuns = true;
            watch.owns();
            requestSide.sendHead();
            pump.start();
        }
    }

    /** The outermost filter has returned a message that needs no more of its thread. */
    void finishWhole(Outgoing<Response> wanted) {
        threadIsDone();
        try {
            returning.begin(Objects.requireNonNull(shown), given, wanted);
        } catch (RuntimeException | StackOverflowError failure) {
            BlockingFilter filter = blamed();
            filter.stats().failed(filter.name(), failure);
            if (alive()) {
                stream.localReply(LocalReply.of(INTERNAL_ERROR, "", "filter_error{" + filter.name() + "}"));
            }
        }
    }

    /** The outermost filter has returned. Answers whether the thread has to bring the body, piece by piece. */
    void finish(Ask<Boolean> ask, Outgoing<Response> wanted) {
        finished = true;
        boolean byPieces = returning.begin(Objects.requireNonNull(shown), given, wanted);
        if (!byPieces && threadRuns) {
            threadIsDone();
        }
        if (ask.waits()) {
            ask.answer(byPieces);
        }
    }

    private void threadIsDone() {
        finished = true;
        threadRuns = false;
        watch.waits();
    }

    /** The filter failed, or wants an answer that is none of its responses. */
    void fail(LocalReply reply) {
        threadIsDone();
        requestSide.drop();
        stream.localReply(reply);
    }

    /** A piece of the request's body, from the second thread. */
    void sendRequest(Ask<Boolean> ask, @Nullable ByteBuf chunk, boolean end, Headers trailers) {
        requestSide.send(chunk, end, trailers);
        if (end) {
            pumpRuns = false;
            watch.waits();
        }
        if (ask.waits()) {
            ask.answer(true);
        }
    }

    /** A piece of the response's body. */
    void sendResponse(Ask<Boolean> ask, @Nullable ByteBuf chunk, boolean end, Headers trailers) {
        if (end) {
            threadRuns = false;
            watch.waits();
        }
        returning.send(ask, chunk, end, trailers);
    }

    void onCompletion(Consumer<Summary> log) {
        List<Consumer<Summary>> longer = new ArrayList<>(logs);
        longer.add(log);
        logs = longer;
    }

    // ---- the end

    /** It has owned the stream longer than it may. */
    void expire() {
        BlockingFilter filter = blamed();
        filter.stats().timeout();
        finished = true;
        end("filter " + filter.name() + " has used up its time");
        requestSide.drop();
        stream.localReply(LocalReply.of(INTERNAL_ERROR, "", "filter_timeout{" + filter.name() + "}"));
    }

    /** The filter that runs now, or ran last. */
    BlockingFilter blamed() {
        FilterTask running = task;
        return running == null ? maker.filters().getFirst() : running.current();
    }

    /** Where the filter's thread is. */
    StackTraceElement[] stack() {
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** First the flag, then what waits is answered, then the threads are interrupted; nothing here waits. */
    private void end(String why) {
        if (session.gone() || task == null) {
            return;
        }
        session.end(why);
        finished = true;
        if (proceeding != null) {
            proceeding.gone();
            proceeding = null;
        }
        requestSide.end();
        responseSide.end();
        returning.end();
        calls.end();
        watch.streamEnds(threadRuns || pumpRuns);
        Interrupts.send(threadRuns ? thread : null, pumpRuns ? pump : null);
        if (threadRuns && !Objects.requireNonNull(task).orphaned()) {
            watch.threadsEnd();
        }
    }

    /** The thread has ended, long after the stream perhaps. */
    void threadEnded() {
        if (session.gone()) {
            watch.threadsEnd();
        }
    }
}
