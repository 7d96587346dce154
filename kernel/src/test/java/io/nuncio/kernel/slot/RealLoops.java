package io.nuncio.kernel.slot;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.MainThread;
import io.nuncio.kernel.thread.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Main and workers on threads of their own; the test talks to them by posts. */
final class RealLoops implements AutoCloseable {

    private static final int ANSWER_S_MAX = 30;

    final MainThread mainThread = MainThread.create(LoopOptions.defaults());
    final Dispatcher main = mainThread.dispatcher();
    final List<Worker> workers = new ArrayList<>();
    final Slots slots = new Slots(main);

    RealLoops(int workerCount) {
        mainThread.onLoopEnded(slots::shutdownThread);
        mainThread.start();
        for (int i = 0; i < workerCount; i++) {
            addWorker();
        }
    }

    /** Starts a worker and registers it. */
    Dispatcher addWorker() {
        Worker worker = Worker.create(workers.size(), LoopOptions.defaults());
        worker.onLoopEnded(slots::shutdownThread);
        worker.start();
        workers.add(worker);
        onMain(() -> slots.registerWorker(worker.dispatcher()));
        return worker.dispatcher();
    }

    Dispatcher worker(int i) {
        return workers.get(i).dispatcher();
    }

    List<Dispatcher> all() {
        List<Dispatcher> all =
                new ArrayList<>(workers.stream().map(Worker::dispatcher).toList());
        all.add(main);
        return all;
    }

    void onMain(Runnable action) {
        await(start(main, () -> {
            action.run();
            return "";
        }));
    }

    <R> R ask(Dispatcher loop, Callable<R> question) {
        return await(start(loop, question));
    }

    /** Waits until main, every worker and main again have run what was posted to them before. */
    void drain() {
        onMain(() -> {});
        workers.stream()
                .map(worker -> start(worker.dispatcher(), () -> ""))
                .toList()
                .forEach(RealLoops::await);
        onMain(() -> {});
    }

    /** Posts a question; await the answer where it is needed. */
    static <R> CompletableFuture<R> start(Dispatcher loop, Callable<R> question) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        boolean accepted = loop.post(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception | AssertionError e) {
                answer.completeExceptionally(e);
            }
        });
        if (!accepted) {
            throw new IllegalStateException(loop.name() + " has exited");
        }
        return answer;
    }

    static <R> R await(CompletableFuture<R> answer) {
        try {
            return answer.get(ANSWER_S_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    @Override
    public void close() {
        if (!slots.isShutdown()) {
            onMain(slots::shutdownGlobalThreading);
        }
        workers.forEach(Worker::stop);
        mainThread.stop();
    }
}
