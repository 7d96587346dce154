package io.nuncio.proxy.blocking;

import io.nuncio.filter.Body;
import io.nuncio.filter.ReplyException;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.StreamGoneException;
import io.nuncio.proxy.spi.http.LocalReply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the thread of one stream does: the filters of a run, each calling the next on the same stack, then the body of the
 * response where a filter makes it in time. Belongs to that thread.
 *
 * <p>Whatever a filter throws ends here, and only its request with it. {@link StackOverflowError} too: the stack has been
 * unwound. {@link OutOfMemoryError} is answered with 500 like any other failure: what was too large is garbage by now; an
 * operator who wants the process to end sets {@code -XX:+ExitOnOutOfMemoryError}.
 */
final class FilterTask implements Runnable {

    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int INTERNAL_ERROR = 500;

    /** The life of the thread: it may outlive the stream, and is an orphan then. */
    private static final int RUNS = 0;

    private static final int ORPHAN = 1;
    private static final int ENDED = 2;

    private final Session session;
    private final List<Entered> filters;
    private final Snapshot snapshot;
    private final Request original;
    private final Thread thread;
    private @Nullable Response given;
    private int requestBodyBy;
    private int responseBodyBy;

    /** Read by the worker, for messages to people: whichever value it sees is near enough. */
    private volatile int at;

    private final AtomicInteger life = new AtomicInteger(RUNS);

    FilterTask(Session session, List<Entered> filters, Snapshot snapshot, Request original) {
        this.session = session;
        this.filters = filters;
        this.snapshot = snapshot;
        this.original = original;
        this.thread = session.threads().make(filters.getFirst().filter().threadName(), this);
    }

    /** Not started. */
    Thread thread() {
        return thread;
    }

    Session session() {
        return session;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** The filter that runs now. Any thread. */
    BlockingFilter current() {
        return filters.get(at).filter();
    }

    /** Worker: the stream has ended while the thread runs; false if it has ended meanwhile. */
    boolean orphaned() {
        boolean runs = life.compareAndSet(RUNS, ORPHAN);
        if (runs) {
            filters.getFirst().stats().orphan(1);
        }
        return runs;
    }

    @Override
    public void run() {
        boolean handed = false;
        try {
            deliver(enter(0, original));
            handed = true;
        } catch (StreamGoneException gone) {
            handed = session.gone();
        } catch (ReplyException | Body.TooLargeException answered) {
            handed = true;
            fail(answer(answered));
        } catch (InterruptedException | IOException | RuntimeException | Error failure) {
            handed = true;
            failed(responseBodyBy, failure);
        } finally {
            if (!handed) {
                fail(error(at));
            }
            filters.forEach(Entered::leave);
            if (life.getAndSet(ENDED) == ORPHAN) {
                filters.getFirst().stats().orphan(-1);
                session.tellAlways(FilterRun::threadEnded);
            }
        }
    }

    // ---- the filters

    /** One filter: its response, or what its failure means. */
    private Response enter(int place, Request request) throws IOException, InterruptedException {
        Entered filter = filters.get(place);
        ActiveExchange exchange = new ActiveExchange(this, place, filter, request);
        at = place;
        try {
            Response response = filter.filter().filter().intercept(exchange);
            if (response == null) {
                throw new IllegalStateException("filter " + filter.name() + " returned no response");
            }
            Messages.check(response);
            if (!exchange.passedOn(response.body())) {
                responseBodyBy = place;
            }
            return response;
        } catch (StreamGoneException | InterruptedException ended) {
            if (session.gone()) {
                throw new StreamGoneException(session.why());
            }
            return failedInside(place, ended);
        } catch (ReplyException reply) {
            return reply.reply();
        } catch (Body.TooLargeException tooLarge) {
            return answer(place, tooLarge);
        } catch (Exception | Error failure) {
            return failedInside(place, failure);
        } finally {
            exchange.end();
            at = Math.max(0, place - 1);
        }
    }

    /** Calls the filter behind, or the rest of the chain. */
    Response next(int place, Request request) throws IOException, InterruptedException {
        return place < filters.size() ? enter(place, request) : toWorker(request);
    }

    private Response failedInside(int place, Throwable failure) {
        session.live();
        filters.get(place).stats().failed(filters.get(place).name(), failure);
        return Response.of(INTERNAL_ERROR)
                .because("filter_error{" + filters.get(place).name() + "}");
    }

    private Response answer(int place, Body.TooLargeException tooLarge) {
        responseBodyBy = place;
        LocalReply reply = answer(tooLarge);
        return Response.of(reply.status()).withText(reply.body()).because(reply.details());
    }

    // ---- to the worker

    private Response toWorker(Request request) throws IOException, InterruptedException {
        Outgoing<Request> out = outgoing(request);
        Response response = session.ask((run, ask) -> run.proceed(ask, out));
        given = response;
        return response;
    }

    private Outgoing<Request> outgoing(Request request) throws IOException, InterruptedException {
        Body body = request.body();
        if (sameBody(body, original.body())) {
            handOver(null, "the chain: it was passed on");
            return new Outgoing<>(request, true, null, null);
        }
        if (body.lengthBytes() >= 0) {
            byte[] bytes = body.readAll(Integer.MAX_VALUE);
            handOver(null, "nobody: another body was passed on in its place");
            return new Outgoing<>(request, false, bytes, null);
        }
        Thread pump = session.threads().make(current().threadName(), () -> pumpRequest(body));
        handOver(pump, "the thread that sends the body of the request");
        return new Outgoing<>(request, false, null, pump);
    }

    private void handOver(@Nullable Thread next, String to) {
        if (original.body() instanceof HostBody body) {
            body.handOver(next, to);
        }
    }

    private void deliver(Response response) throws IOException, InterruptedException {
        Response shown = given;
        Body body = response.body();
        boolean untouched = shown != null && sameBody(body, shown.body());
        byte[] bytes = !untouched && body.lengthBytes() >= 0 ? body.readAll(Integer.MAX_VALUE) : null;
        if (untouched && body instanceof HostBody passed) {
            passed.handOver(null, "the chain: it was returned");
        }
        Outgoing<Response> out = new Outgoing<>(response, untouched, bytes, null);
        if (untouched || bytes != null) {
            session.tell(run -> run.finishWhole(out));
        } else if (session.<Boolean>ask((run, ask) -> run.finish(ask, out))) {
            Pump.response(session, body);
        }
    }

    /** Whether it is the one that was shown. A body that was read cannot be passed on as if it had not. */
    @SuppressWarnings("ReferenceEquality") // a body is what it is
    private static boolean sameBody(Body body, Body shown) {
        if (body != shown) {
            return false;
        }
        if (shown instanceof HostBody host && host.begun()) {
            throw new IllegalStateException("this body was read or closed: pass on another one (withBody)");
        }
        return true;
    }

    private void pumpRequest(Body body) {
        try {
            Pump.request(session, body);
        } catch (StreamGoneException gone) {
            if (!session.gone()) {
                failed(requestBodyBy, gone);
            }
        } catch (ReplyException | Body.TooLargeException answered) {
            fail(answer(answered));
        } catch (Exception | Error failure) {
            failed(requestBodyBy, failure);
        }
    }

    void requestBodyBy(int place) {
        requestBodyBy = place;
    }

    // ---- failures

    private void failed(int place, Throwable failure) {
        Entered filter = filters.get(place);
        if (!session.gone()) {
            filter.stats().failed(filter.name(), failure);
            fail(error(place));
        }
    }

    private LocalReply error(int place) {
        return LocalReply.of(
                INTERNAL_ERROR, "", "filter_error{" + filters.get(place).name() + "}");
    }

    private LocalReply answer(Exception answered) {
        if (answered instanceof ReplyException reply) {
            return LocalReply.of(reply.reply().status(), "", reply.reply().details());
        }
        return given == null
                ? LocalReply.of(PAYLOAD_TOO_LARGE, "Payload Too Large", "request_payload_too_large")
                : LocalReply.of(INTERNAL_ERROR, "Internal Server Error", "response_payload_too_large");
    }

    private void fail(LocalReply reply) {
        session.tell(run -> run.fail(reply));
    }
}
