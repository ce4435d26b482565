package io.lagbench.lstm.cudnn;

/** cuDNN does not have, on this device, what was asked for. */
final class CuDnnNotSupportedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CuDnnNotSupportedException(String message) {
        super(message);
    }
}
