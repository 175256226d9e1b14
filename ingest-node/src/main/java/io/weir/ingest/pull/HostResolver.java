package io.weir.ingest.pull;

import io.weir.ingest.pull.PullEnd.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * From a host's name to the one address that the pull connects to. The system's resolver can take longer than any time-out and
 * heeds no interrupt, so it is asked on a thread that is left behind.
 */
final class HostResolver {
    /** Names that are looked up at one time; with a resolver that hangs, no more threads are left behind. */
    private static final int MAX_LOOKUPS = 64;

    /** So often it is asked whether to go on waiting, ms. */
    private static final long ASK_MS = 50;

    private static final ExecutorService LOOKUPS =
            new ThreadPoolExecutor(0, MAX_LOOKUPS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), lookup -> {
                Thread thread = new Thread(lookup, "weir-pull-lookup");
                thread.setDaemon(true);
                return thread;
            });

    private final Names names;

    /** Who knows the addresses of names; it blocks. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws IOException;
    }

    HostResolver(Names names) {
        this.names = names;
    }

    /** The system's. */
    static HostResolver ofSystem() {
        return new HostResolver(InetAddress::getAllByName);
    }

    /**
     * Resolves once. Of several addresses it is the first that the policy allows.
     *
     * @param guard says when to wait no longer
     * @param timeoutMs of the guard's, for people
     * @throws PullException if there is none, or it takes too long
     */
    InetAddress resolve(String host, AddressPolicy policy, PullGuard guard, long timeoutMs) {
        String refusal = null;
        for (InetAddress address : lookUp(host, guard, timeoutMs)) {
            String reason = policy.refusal(address);
            if (reason == null) {
                return address;
            }
            refusal = refusal == null ? address.getHostAddress() + " " + reason : refusal;
        }
        throw new PullException(Cause.DENIED, "the host is not connected to: " + refusal);
    }

    private InetAddress[] lookUp(String host, PullGuard guard, long timeoutMs) {
        Future<InetAddress[]> lookup;
        try {
            lookup = LOOKUPS.submit(() -> names.addresses(host));
        } catch (RejectedExecutionException e) {
            throw new PullException(Cause.UNREACHABLE, "the name server does not answer");
        }
        while (!guard.mustEnd()) {
            InetAddress[] addresses = await(lookup);
            if (addresses != null) {
                return addresses;
            }
        }
        throw guard.reason() == PullGuard.Reason.TIMED_OUT
                ? new PullException(Cause.UNREACHABLE, "the name server has not answered within " + timeoutMs + " ms")
                : new PullException(Cause.STOPPED, "stopped");
    }

    /** Null if there is no answer yet. */
    private static InetAddress @Nullable [] await(Future<InetAddress[]> lookup) {
        try {
            return lookup.get(ASK_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw new PullException(Cause.UNREACHABLE, "the host's name is not known");
            }
            throw new IllegalStateException("looking up a host's name", e.getCause());
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PullException(Cause.STOPPED, "stopped");
        }
    }
}
