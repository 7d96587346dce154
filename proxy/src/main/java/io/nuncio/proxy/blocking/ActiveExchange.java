package io.nuncio.proxy.blocking;

import io.nuncio.filter.Body;
import io.nuncio.filter.Exchange;
import io.nuncio.filter.Headers;
import io.nuncio.filter.NotOwnerException;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.Summary;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.Head;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request as one filter sees it. On the filter's thread, but for what {@link Exchange} says is open. */
final class ActiveExchange implements Exchange<Object> {

    private static final int INTERIM_MIN = 100;
    private static final int SWITCHING = 101;
    private static final int INTERIM_MAX = 199;

    private final FilterTask task;
    private final Session session;
    private final int place;
    private final Entered filter;
    private final Request request;

    /** Read by other threads too, which see themselves in it never. */
    private @Nullable Thread owner = Thread.currentThread();

    private boolean proceeded;
    private @Nullable Body responseBody;

    ActiveExchange(FilterTask task, int place, Entered filter, Request request) {
        this.task = task;
        this.session = task.session();
        this.place = place;
        this.filter = filter;
        this.request = request;
    }

    /** The filter has returned. */
    void end() {
        owner = null;
    }

    /** Whether it is the body of the response that this filter was given. */
    @SuppressWarnings("ReferenceEquality") // a body is what it is
    boolean passedOn(Body body) {
        return body == responseBody;
    }

    // ---- VALUE

    @Override
    public Request request() {
        return request;
    }

    @Override
    @SuppressWarnings("NullAway") // a filter that has no configuration was made for none
    public Object config() {
        return filter.config();
    }

    @Override
    public StreamInfo info() {
        return task.snapshot().info();
    }

    // ---- OWNER

    @Override
    public Response proceed(Request changed) throws IOException, InterruptedException {
        owned("proceed");
        if (proceeded) {
            throw new IllegalStateException("filter " + filter.name() + " has proceeded before");
        }
        Messages.check(changed);
        proceeded = true;
        noteBody(changed.body());
        Thread me = owner;
        owner = null;
        try {
            Response response = task.next(place + 1, changed);
            responseBody = response.body();
            return response;
        } finally {
            owner = me;
        }
    }

    @SuppressWarnings("ReferenceEquality") // a body is what it is
    private void noteBody(Body body) {
        if (body != request.body()) {
            task.requestBodyBy(place);
        }
    }

    @Override
    public void inform(int status, Headers headers) {
        owned("inform");
        if (status < INTERIM_MIN || status > INTERIM_MAX || status == SWITCHING) {
            throw new IllegalArgumentException("status " + status + " is not interim");
        }
        Messages.check(headers);
        this.<Boolean>ask(run -> {
            Head head = run.stream().heads().take(Head.Kind.RESPONSE);
            head.set(HeaderNames.STATUS, status);
            Messages.fill(headers, head);
            run.stream().respondInterim(head);
            return true;
        });
    }

    @Override
    public void refreshRoute() {
        owned("refreshRoute");
        this.<Boolean>ask(run -> {
            run.stream().refreshRoute();
            return true;
        });
    }

    @Override
    public Optional<Object> state(String name) {
        owned("state");
        return ask(run -> Optional.ofNullable(run.stream().info().filterState(name)));
    }

    @Override
    public void state(String name, Object value) {
        owned("state");
        Objects.requireNonNull(value);
        this.<Boolean>ask(run -> {
            run.stream().info().filterState(name, value);
            return true;
        });
    }

    @Override
    public Map<String, Object> metadata(String namespace) {
        owned("metadata");
        return ask(run -> run.stream().info().metadata(namespace));
    }

    @Override
    public void metadata(String namespace, Map<String, Object> values) {
        owned("metadata");
        Map<String, Object> checked = MetadataValues.copy(values);
        this.<Boolean>ask(run -> {
            run.stream().info().addMetadata(namespace, checked);
            return true;
        });
    }

    @Override
    public void onComplete(Consumer<Summary> log) {
        owned("onComplete");
        Objects.requireNonNull(log);
        this.<Boolean>ask(run -> {
            run.onCompletion(log);
            return true;
        });
    }

    // ---- OPEN

    @Override
    public Caller cluster(String name) {
        Objects.requireNonNull(name);
        session.live();
        return called -> call(name, called);
    }

    private Response call(String cluster, Request called) throws IOException, InterruptedException {
        Messages.check(called);
        Request whole = called.withBody(Body.of(called.body().readAll(CALL_BODY_BYTES_MAX)));
        Ask<Calls.Outcome> ask = session.begin((run, a) -> run.calls().call(a, cluster, whole));
        Calls.Outcome outcome;
        try {
            outcome = ask.awaitInterruptibly();
        } catch (InterruptedException interrupted) {
            session.tellFromAnywhere(run -> run.calls().cancel(ask));
            session.live();
            throw interrupted;
        }
        if (outcome.failure() != null) {
            throw new IOException("the call to cluster " + cluster + " failed", outcome.failure());
        }
        return Objects.requireNonNull(outcome.response());
    }

    /** What a call to a cluster may carry; it is held as a whole. */
    private static final int CALL_BODY_BYTES_MAX = 16 * 1024 * 1024;

    @Override
    public Optional<Duration> timeLeft() {
        session.live();
        long deadline = task.snapshot().deadlineNs();
        return deadline == Snapshot.NEVER
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    @Override
    public boolean alive() {
        return !session.gone();
    }

    // ---- ownership

    private interface Quick<T> {
        T on(FilterRun run);
    }

    /** Something that the worker can do at once. */
    private <T> T ask(Quick<T> work) {
        return session.ask((run, ask) -> ask.answer(work.on(run)));
    }

    @SuppressWarnings("ReferenceEquality") // identity of threads
    private void owned(String operation) {
        if (Thread.currentThread() != owner) {
            filter.stats().notOwner();
            throw new NotOwnerException(operation + " of filter " + filter.name() + " on " + Thread.currentThread()
                    + ", which does not own the stream");
        }
        session.live();
    }
}
