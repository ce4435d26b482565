package io.lagbench.harness.measure;

import java.util.Locale;

/**
 * Ends this process when its resident memory stays above a limit, before it takes the machine's. Native libraries are refused
 * nothing, and JavaCPP's own limit asks the system at every allocation, which is a third of a small network's fit.
 */
public final class MemoryGuard implements Runnable {
    private static final long POLL_MILLIS = 200;
    private static final int EXIT_STATUS = 3;

    private final double limitMb;

    private MemoryGuard(double limitMb) {
        this.limitMb = limitMb;
    }

    /** Whether resident memory can be read here. */
    public static boolean works() {
        return MemoryUse.rssMb().isPresent();
    }

    /** Watches over this process until it ends, on a thread of its own. */
    public static void start(double limitMb) {
        Thread thread = new Thread(new MemoryGuard(limitMb), "memory-guard");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            boolean above = false;
            while (true) {
                Thread.sleep(POLL_MILLIS);
                double rssMb = MemoryUse.rssMb().orElse(0);
                if (rssMb > limitMb && above) {
                    System.err.printf(
                            Locale.ROOT,
                            "java.lang.OutOfMemoryError: resident memory of %.0f MB is above the limit of %.0f MB%n",
                            rssMb,
                            limitMb);
                    System.err.flush();
                    Runtime.getRuntime().halt(EXIT_STATUS);
                }
                above = rssMb > limitMb;
                if (above) {
                    System.gc(); // arrays that nobody holds are released with it
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
