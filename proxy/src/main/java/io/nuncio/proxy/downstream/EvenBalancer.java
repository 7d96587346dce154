package io.nuncio.proxy.downstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.SharedLoads;
import io.nuncio.proxy.spi.ConnectionBalancer;

/** Gives each connection to the worker that has the fewest of the listener: Envoy's {@code exact_balance}. */
@AnyThread
final class EvenBalancer implements ConnectionBalancer {

    private final SharedLoads loads;

    EvenBalancer(int workers) {
        loads = new SharedLoads(workers);
    }

    @Override
    public int pick(int acceptedOn) {
        return loads.takeLeast(acceptedOn);
    }

    @Override
    public void release(int worker) {
        loads.release(worker);
    }
}
