package io.lagbench.harness.probe;

import java.util.Optional;

/** A counter of energy that only grows. */
interface EnergyCounter {

    /** Why it counts nothing on this host, in one line; empty if it does. */
    Optional<String> unavailable();

    /** Joules since an arbitrary origin; no number if the host stopped telling. */
    double joules();
}
