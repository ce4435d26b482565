package io.lagbench.pytorch;

import ai.djl.engine.Engine;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Locale;

/**
 * oneDNN, with which PyTorch computes LSTMs on the processor. There are machines where it leaves their inputs out without a word: seen
 * with PyTorch 2.7.1 on a virtual machine with AVX-512 that does not tell the sizes of its caches.
 */
final class OneDnn {
    private static final double TOLERANCE = 1e-4;

    /** {@code at::globalContext()}. */
    private static final String CONTEXT = "_ZN2at13globalContextEv";

    /** {@code at::Context::setUserEnabledMkldnn(bool)}. */
    private static final String ENABLE = "_ZN2at7Context20setUserEnabledMkldnnEb";

    private OneDnn() {}

    /**
     * Turns it off where an LSTM is wrong with it.
     *
     * @param engine PyTorch, loaded
     * @return whether it was
     * @throws IllegalStateException if the LSTM is wrong without it, too, or this build of PyTorch cannot turn it off
     */
    static boolean turnOffIfWrong(Engine engine) {
        SmallLstm lstm = new SmallLstm(1);
        double with = lstm.error(lstm.computedBy(engine));
        if (with <= TOLERANCE) {
            return false;
        }
        try {
            turnOff();
        } catch (UnsatisfiedLinkError e) {
            throw wrong(with, ", and oneDNN cannot be turned off");
        }
        double without = lstm.error(lstm.computedBy(engine));
        if (without > TOLERANCE) {
            throw wrong(without, " without oneDNN, too");
        }
        return true;
    }

    private static IllegalStateException wrong(double error, String how) {
        return new IllegalStateException(
                String.format(Locale.ROOT, "outputs of an LSTM are wrong by %.2g%s", error, how));
    }

    /**
     * Has PyTorch, once loaded, compute with its own kernels from now on: what {@code torch.backends.mkldnn.enabled} does in Python, and DJL
     * does not offer.
     *
     * @throws UnsatisfiedLinkError if this build of PyTorch has no such switch
     */
    static void turnOff() {
        NativeLibrary library = NativeLibrary.getInstance("torch_cpu");
        Pointer context = library.getFunction(CONTEXT).invokePointer(new Object[0]);
        library.getFunction(ENABLE).invokeVoid(new Object[] {context, (byte) 0});
    }
}
