package io.nuncio.benchmarks;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Asks another JVM of this machine how many bytes its workers have allocated; it needs to be started with nothing. */
final class AllocationFigures implements AutoCloseable {

    private static final String WORKER = "wrk:";

    private final JMXConnector connector;
    private final ThreadMXBean threads;

    private AllocationFigures(JMXConnector connector, ThreadMXBean threads) {
        this.connector = connector;
        this.threads = threads;
    }

    static AllocationFigures of(long pid) throws IOException {
        VirtualMachine machine;
        try {
            machine = VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
        JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        machine.detach();
        return new AllocationFigures(
                connector,
                ManagementFactory.newPlatformMXBeanProxy(
                        connector.getMBeanServerConnection(),
                        ManagementFactory.THREAD_MXBEAN_NAME,
                        ThreadMXBean.class));
    }

    /** By all workers since they started. */
    long workerBytes() {
        long bytes = 0;
        for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (each != null && each.getThreadName().startsWith(WORKER)) {
                bytes += threads.getThreadAllocatedBytes(each.getThreadId());
            }
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
