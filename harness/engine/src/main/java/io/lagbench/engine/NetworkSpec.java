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

    /**
     * Whether one answer a sequence is enough, after the batch's last step. Sequences of different lengths end at steps of their own; under
     * truncated backpropagation, and after layers that are not recurrent, DL4J needs an answer at every step. A mask then
     * hides those without loss. What lies beyond the end of a sequence comes after all its answers, so that neither they nor
     * their gradients see it.
     */
    public boolean answersOnce() {
        return io.lossAtEndOnly()
                && !io.variableLengths()
                && how.regime().segment() == 0
                && net.model().recurrent();
    }
}
