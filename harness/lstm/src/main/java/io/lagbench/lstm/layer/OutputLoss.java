package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.Exponential;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * An activation and the loss behind it, a row of pre-activations at a time, after they were prepared. Computes as DL4J's losses
 * do.
 */
interface OutputLoss {

    /**
     * Does what is faster for many rows at once; goes before the other calls.
     *
     * @param values pre-activations; rows in [from, to) lie one behind the other
     */
    default void prepare(float[] values, int from, int to, int width) {
        // nothing
    }

    /** Turns the pre-activations in [from, to) into outputs. */
    void activate(float[] values, int from, int to);

    /**
     * Turns the pre-activations in [from, to) into the gradient of the loss with respect to them.
     *
     * @param labels at the same places
     * @return the loss, summed over the outputs
     */
    double differentiate(float[] values, float[] labels, int from, int to);

    /**
     * What a layer is configured with; empty if it is none of the supported pairs, without loss weights. Classes count
     * exactly: one that extends a loss or an activation computes something else.
     */
    static Optional<OutputLoss> of(BaseOutputLayer layer, Exponential exponential) {
        ILossFunction loss = layer.getLossFn();
        if (layer.getActivationFn() == null || loss == null) {
            return Optional.empty();
        }
        Class<?> activation = layer.getActivationFn().getClass();
        if (activation == ActivationSoftmax.class && isCrossEntropy(loss.getClass())) {
            LossMCXENT entropy = (LossMCXENT) loss;
            return entropy.getWeights() == null
                    ? Optional.of(new Softmax(entropy.getSoftmaxClipEps(), exponential))
                    : Optional.empty();
        }
        if (activation == ActivationSigmoid.class && loss.getClass() == LossBinaryXENT.class) {
            LossBinaryXENT entropy = (LossBinaryXENT) loss;
            return entropy.getWeights() == null ? Optional.of(new Sigmoid(entropy.getClipEps())) : Optional.empty();
        }
        if (loss.getClass() == LossL2.class && ((LossL2) loss).getWeights() == null) {
            if (activation == ActivationSigmoid.class) {
                return Optional.of(new SquaredSigmoid());
            }
            return activation == ActivationIdentity.class ? Optional.of(new SquaredLinear()) : Optional.empty();
        }
        return Optional.empty();
    }

    /** DL4J's negative log likelihood is its cross-entropy under another name. */
    private static boolean isCrossEntropy(Class<?> loss) {
        return loss == LossMCXENT.class || loss == LossNegativeLogLikelihood.class;
    }

    /** The logistic function. */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /**
     * Cross-entropy of one distribution over the outputs. The gradient is that of the loss also where labels do not sum to
     * one; that of DL4J's loss without weights takes it that they do.
     *
     * @param epsilon how far probabilities are kept from 0 and 1 in the loss; the gradient knows no clipping
     */
    record Softmax(double epsilon, Exponential exponential) implements OutputLoss {
        private static final int MAGNITUDE = 0x7fffffff;

        /** Exponentials of numbers up to this neither overflow nor vanish beside each other. */
        private static final int HARMLESS = Float.floatToRawIntBits(30);

        @Override
        public void prepare(float[] values, int from, int to, int width) {
            int most = 0;
            for (int i = from; i < to; i++) {
                most = Math.max(most, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
            }
            if (most > HARMLESS) {
                subtractLargest(values, from, to, width);
            }
            exponential.replace(values, from, to);
        }

        private static void subtractLargest(float[] values, int from, int to, int width) {
            for (int row = from; row < to; row += width) {
                float largest = Float.NEGATIVE_INFINITY;
                for (int i = row; i < row + width; i++) {
                    largest = values[i] > largest ? values[i] : largest; // what is no number stays so below
                }
                for (int i = row; i < row + width; i++) {
                    values[i] -= largest;
                }
            }
        }

        @Override
        public void activate(float[] values, int from, int to) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values[i];
            }
            float scale = (float) (1 / sum);
            for (int i = from; i < to; i++) {
                values[i] *= scale;
            }
        }

        @Override
        public double differentiate(float[] values, float[] labels, int from, int to) {
            double sum = 0;
            float labelled = 0;
            float total = 0;
            int classes = 0;
            for (int i = from; i < to; i++) {
                float label = labels[i];
                sum += values[i];
                labelled += label * values[i];
                total += label;
                classes += label != 0 ? 1 : 0;
            }
            float scale = (float) (1 / sum);
            double loss = classes == 1 && total == 1
                    ? -logOf(labelled * scale)
                    : lossOfSeveral(values, labels, from, to, scale);
            float factor = total * scale;
            for (int i = from; i < to; i++) {
                values[i] = factor * values[i] - labels[i];
            }
            return loss;
        }

        private double lossOfSeveral(float[] values, float[] labels, int from, int to, float scale) {
            double loss = 0;
            for (int i = from; i < to; i++) {
                if (labels[i] != 0) {
                    loss -= labels[i] * logOf(values[i] * scale);
                }
            }
            return loss;
        }

        private double logOf(float probability) {
            return Math.log(Math.min(Math.max(probability, epsilon), 1 - epsilon));
        }
    }

    /**
     * Binary cross-entropy of independent logistic outputs.
     *
     * @param epsilon how far probabilities are kept from 0 and 1 in the loss, and with it in its derivative with respect to
     *     them
     */
    record Sigmoid(double epsilon) implements OutputLoss {
        @Override
        public void activate(float[] values, int from, int to) {
            for (int i = from; i < to; i++) {
                values[i] = (float) OutputLoss.sigmoid(values[i]);
            }
        }

        @Override
        public double differentiate(float[] values, float[] labels, int from, int to) {
            double loss = 0;
            for (int i = from; i < to; i++) {
                double p = OutputLoss.sigmoid(values[i]);
                double clipped = Math.min(Math.max(p, epsilon), 1 - epsilon);
                double label = labels[i];
                if (label != 0) {
                    loss -= label * Math.log(clipped);
                }
                if (label != 1) {
                    loss -= (1 - label) * Math.log(1 - clipped);
                }
                values[i] = (float) ((clipped - label) / (clipped * (1 - clipped)) * (p * (1 - p)));
            }
            return loss;
        }
    }

    /** Squared error of the pre-activations themselves. */
    record SquaredLinear() implements OutputLoss {
        @Override
        public void activate(float[] values, int from, int to) {
            // the outputs are the pre-activations
        }

        @Override
        public double differentiate(float[] values, float[] labels, int from, int to) {
            double loss = 0;
            for (int i = from; i < to; i++) {
                double error = (double) values[i] - labels[i];
                loss += error * error;
                values[i] = (float) (2 * error);
            }
            return loss;
        }
    }

    /** Squared error of logistic outputs. */
    record SquaredSigmoid() implements OutputLoss {
        @Override
        public void activate(float[] values, int from, int to) {
            for (int i = from; i < to; i++) {
                values[i] = (float) OutputLoss.sigmoid(values[i]);
            }
        }

        @Override
        public double differentiate(float[] values, float[] labels, int from, int to) {
            double loss = 0;
            for (int i = from; i < to; i++) {
                double y = OutputLoss.sigmoid(values[i]);
                double error = y - labels[i];
                loss += error * error;
                values[i] = (float) (2 * error * y * (1 - y));
            }
            return loss;
        }
    }
}
