package io.lagbench.lstm.layer;

import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** An activation and the cross-entropy behind it, a row of pre-activations at a time. Computes as DL4J's losses do. */
interface CrossEntropy {

    /** Turns the pre-activations in [from, to) into probabilities. */
    void activate(float[] values, int from, int to);

    /**
     * Turns the pre-activations in [from, to) into the gradient of the loss with respect to them.
     *
     * @param labels at the same places
     * @return the loss, summed over the outputs
     */
    double differentiate(float[] values, float[] labels, int from, int to);

    /** What a layer is configured with; it must be one of the two supported pairs. */
    static CrossEntropy of(BaseOutputLayer layer) {
        return layer.getLossFn() instanceof LossMCXENT softmax
                ? new Softmax(softmax.getSoftmaxClipEps())
                : new Sigmoid(((LossBinaryXENT) layer.getLossFn()).getClipEps());
    }

    /**
     * One distribution over the outputs.
     *
     * @param epsilon how far probabilities are kept from 0 and 1 in the loss; the gradient knows no clipping
     */
    record Softmax(double epsilon) implements CrossEntropy {
        @Override
        public void activate(float[] values, int from, int to) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, values[i]);
            }
            double sum = 0;
            for (int i = from; i < to; i++) {
                values[i] = (float) Math.exp(values[i] - largest);
                sum += values[i];
            }
            float scale = (float) (1 / sum);
            for (int i = from; i < to; i++) {
                values[i] *= scale;
            }
        }

        @Override
        public double differentiate(float[] values, float[] labels, int from, int to) {
            activate(values, from, to);
            double loss = 0;
            for (int i = from; i < to; i++) {
                if (labels[i] != 0) {
                    loss -= labels[i] * Math.log(Math.min(Math.max(values[i], epsilon), 1 - epsilon));
                }
                values[i] -= labels[i];
            }
            return loss;
        }
    }

    /**
     * Independent logistic outputs.
     *
     * @param epsilon how far probabilities are kept from 0 and 1 in the loss, and with it in its derivative with respect to
     *     them
     */
    record Sigmoid(double epsilon) implements CrossEntropy {
        @Override
        public void activate(float[] values, int from, int to) {
            for (int i = from; i < to; i++) {
                values[i] = (float) (1 / (1 + Math.exp(-values[i])));
            }
        }

        @Override
        public double differentiate(float[] values, float[] labels, int from, int to) {
            double loss = 0;
            for (int i = from; i < to; i++) {
                double p = 1 / (1 + Math.exp(-values[i]));
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
}
