package io.lagbench.engine;

import java.util.Objects;

/**
 * A network and how it is trained.
 *
 * @param io what goes in and what comes out
 * @param net its layers
 * @param how how it is trained
 * @param where what it is computed with
 */
public record NetworkSpec(Signature io, Architecture net, Training how, Placement where) {

    /** Refuses null. */
    public NetworkSpec {
        Objects.requireNonNull(io);
        Objects.requireNonNull(net);
        Objects.requireNonNull(how);
        Objects.requireNonNull(where);
    }
}
