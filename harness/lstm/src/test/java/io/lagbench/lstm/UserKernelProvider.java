package io.lagbench.lstm;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmKernelProvider;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import java.util.Optional;

/** A kernel that this module's code does not name; found as one of a user's would be. */
public final class UserKernelProvider implements LstmKernelProvider {
    static final String NAME = "SOMEONE_ELSES";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public LstmKernel create() {
        return new ReferenceLstmKernel();
    }
}
