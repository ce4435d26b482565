package io.lagbench.pytorch;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** PyTorch's switch of oneDNN, which DJL does not offer: what {@code torch.backends.mkldnn.enabled} is in Python. */
final class OneDnn {
    /** {@code at::globalContext()}. */
    private static final String CONTEXT = "_ZN2at13globalContextEv";

    /** {@code at::Context::setUserEnabledMkldnn(bool)}. */
    private static final String ENABLE = "_ZN2at7Context20setUserEnabledMkldnnEb";

    private OneDnn() {}

    /**
     * Has PyTorch, once loaded, compute with its own kernels from now on.
     *
     * @throws UnsatisfiedLinkError if this build of PyTorch has no such switch
     */
    static void turnOff() {
        NativeLibrary library = NativeLibrary.getInstance("torch_cpu");
        Pointer context = library.getFunction(CONTEXT).invokePointer(new Object[0]);
        library.getFunction(ENABLE).invokeVoid(new Object[] {context, (byte) 0});
    }
}
