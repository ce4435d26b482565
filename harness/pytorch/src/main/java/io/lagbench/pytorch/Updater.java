package io.lagbench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Training;
import java.util.ArrayList;
import java.util.List;

/** From the gradients that PyTorch left at the parameters to new parameters, by the rules of {@link Optimizer}. */
final class Updater {
    private static final float ADAM_MEAN = 0.9f;
    private static final float ADAM_SQUARE = 0.999f;
    private static final float RMSPROP_SQUARE = 0.95f;

    private final Training how;
    private final List<List<Updated>> layers = new ArrayList<>();
    private long updates;

    /** A parameter with what an optimizer remembers of its gradients. */
    private record Updated(PtNDArray parameter, PtNDArray mean, PtNDArray square) {
        /** Its gradient; an array to be closed. */
        PtNDArray gradient() {
            return JniUtils.getGradient(parameter);
        }
    }

    /**
     * @param parameters of each layer
     * @param manager closes what is remembered
     */
    Updater(Training how, List<List<NDArray>> parameters, NDManager manager) {
        this.how = how;
        double firstSquare = how.optimizer() == Optimizer.RMSPROP ? how.epsilon() : 0;
        for (List<NDArray> layer : parameters) {
            List<Updated> updated = new ArrayList<>();
            for (NDArray parameter : layer) {
                NDArray mean = manager.zeros(parameter.getShape());
                NDArray square = manager.full(parameter.getShape(), (float) firstSquare);
                updated.add(new Updated((PtNDArray) parameter, (PtNDArray) mean, (PtNDArray) square));
            }
            layers.add(updated);
        }
    }

    /** Makes an update, and sets the gradients to zero. */
    void update() {
        updates++;
        for (List<Updated> layer : layers) {
            try (ScopedArrays scope = new ScopedArrays()) {
                List<PtNDArray> gradients = new ArrayList<>();
                layer.forEach(each -> gradients.add((PtNDArray) scope.add(each.gradient())));
                if (Double.isFinite(how.clip())) {
                    clip(gradients, scope);
                }
                for (int i = 0; i < gradients.size(); i++) {
                    step(layer.get(i), gradients.get(i), scope);
                    gradients.get(i).muli(0);
                }
            }
        }
    }

    private void clip(List<PtNDArray> gradients, ScopedArrays scope) {
        double squares = 0;
        for (PtNDArray gradient : gradients) {
            squares += scope.add(scope.add(gradient.square()).sum()).getFloat();
        }
        double norm = Math.sqrt(squares);
        if (norm > how.clip()) {
            gradients.forEach(gradient -> gradient.muli(how.clip() / norm));
        }
    }

    private void step(Updated updated, PtNDArray gradient, ScopedArrays scope) {
        double rate = how.learningRate();
        switch (how.optimizer()) {
            case ADAM -> {
                double corrected =
                        rate * Math.sqrt(1 - Math.pow(ADAM_SQUARE, updates)) / (1 - Math.pow(ADAM_MEAN, updates));
                JniUtils.adamUpdate(
                        updated.parameter,
                        gradient,
                        updated.mean,
                        updated.square,
                        (float) rate,
                        (float) corrected,
                        0, // no weight decay
                        1, // the gradient as it is
                        -1, // without a limit
                        ADAM_MEAN,
                        ADAM_SQUARE,
                        (float) how.epsilon(),
                        false);
            }
            case RMSPROP -> {
                updated.square
                        .muli(RMSPROP_SQUARE)
                        .addi(scope.add(scope.add(gradient.square()).muli(1 - RMSPROP_SQUARE)));
                NDArray divisor = scope.add(updated.square.sqrt()).addi(how.epsilon());
                updated.parameter.subi(scope.add(gradient.div(divisor)).muli(rate));
            }
            case SGD -> updated.parameter.subi(scope.add(gradient.mul(rate)));
        }
    }
}
