package io.lagbench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.lagbench.workloads.Loss;

/** The loss of what an output layer gives before its activation, and that activation. Time and batch come first, outputs last. */
final class OutputLoss {
    private final Loss loss;

    OutputLoss(Loss loss) {
        this.loss = loss;
    }

    /**
     * The sum of the loss.
     *
     * @param mask 1 where a step carries loss, else 0; null if all do
     */
    NDArray sum(NDArray logits, NDArray targets, NDArray mask, ScopedArrays scope) {
        NDArray each = ofOutputs(logits, targets, scope);
        return scope.add((mask == null ? each : scope.add(each.mul(mask))).sum());
    }

    private NDArray ofOutputs(NDArray logits, NDArray targets, ScopedArrays scope) {
        if (loss instanceof Loss.SquaredError) {
            return scope.add(scope.add(outputs(logits, scope).sub(targets)).square());
        }
        if (loss
                instanceof Loss.Sigmoid) { // -t ln y - (1 - t) ln(1 - y), y = 1 / (1 + exp(-z)), is ln(1 + exp z) - t z
            NDArray softPlus = scope.add(JniUtils.softPlus((PtNDArray) logits));
            return scope.add(softPlus.sub(scope.add(logits.mul(targets))));
        }
        NDArray logarithms = scope.add(logits.logSoftmax(logits.getShape().dimension() - 1));
        return scope.add(scope.add(logarithms.mul(targets)).neg());
    }

    /** The outputs of the network. */
    NDArray outputs(NDArray logits, ScopedArrays scope) {
        return switch (loss.activation()) {
            case LINEAR -> logits;
            case SIGMOID -> scope.add(JniUtils.sigmoid((PtNDArray) logits));
            case SOFTMAX -> scope.add(logits.softmax(logits.getShape().dimension() - 1));
        };
    }
}
