package io.lagbench.lstm;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DL4J's layer configurations, and the layers made from them, have in common. */
final class LayerFields {
    private LayerFields() {}

    /** Whether an object is of this class itself: one that extends it may compute something else. */
    static boolean isExactly(Object object, Class<?> type) {
        return object != null && object.getClass() == type;
    }

    /** An object of a configuration for messages: as it names itself, with its class where that extends another. */
    static String name(Object object) {
        if (object == null) {
            return "none";
        }
        Class<?> parent = object.getClass().getSuperclass();
        return parent == Object.class || parent.getSimpleName().startsWith("Base")
                ? object.toString()
                : object.getClass().getName() + ", which extends " + parent.getSimpleName();
    }

    /**
     * Checks that a layer is of one of two classes itself.
     *
     * @throws IllegalArgumentException if it is of another
     */
    static void requireExactly(Layer layer, Class<?> stock, Class<?> fused) {
        if (!isExactly(layer, stock) && !isExactly(layer, fused)) {
            throw new IllegalArgumentException(fused.getSimpleName() + " takes over a " + stock.getSimpleName()
                    + ", not a " + layer.getClass().getName() + ": what that adds would be lost");
        }
    }

    /** Takes over all that a layer with weights is configured with; objects are shared. */
    static void copy(FeedForwardLayer from, FeedForwardLayer to) {
        to.setLayerName(from.getLayerName());
        to.setIDropout(from.getIDropout());
        to.setConstraints(from.getConstraints());
        to.setActivationFn(from.getActivationFn());
        to.setWeightInitFn(from.getWeightInitFn());
        to.setBiasInit(from.getBiasInit());
        to.setGainInit(from.getGainInit());
        to.setRegularization(from.getRegularization());
        to.setRegularizationBias(from.getRegularizationBias());
        to.setIUpdater(from.getIUpdater());
        to.setBiasUpdater(from.getBiasUpdater());
        to.setWeightNoise(from.getWeightNoise());
        to.setGradientNormalization(from.getGradientNormalization());
        to.setGradientNormalizationThreshold(from.getGradientNormalizationThreshold());
        to.setNIn(from.getNIn());
        to.setNOut(from.getNOut());
        to.setTimeDistributedFormat(from.getTimeDistributedFormat());
    }

    /** A layer ready for use; what it is given is what {@code instantiate} of its configuration gets. */
    static <L extends BaseLayer<?>> L instantiated(
            L layer,
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(configuration.getLayer().initializer().init(configuration, parameters, initialize));
        layer.setConf(configuration);
        return layer;
    }
}
