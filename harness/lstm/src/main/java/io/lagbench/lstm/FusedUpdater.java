package io.lagbench.lstm;

import io.lagbench.lstm.memory.NativeAddress;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * DL4J's updater for the same rules (Adam, clipping, weight decay, ...) and the same results, without what a small network
 * spends most of its fit on: DL4J 1.0.0-M2.1 takes the network's own gradient for that of another network, because it
 * compares a fresh view of it with the array, and then cuts views of every parameter in every fit.
 *
 * <pre>{@code
 * FusedUpdater.attach(network);
 * network.fit(...);
 * }</pre>
 *
 * <p>State is saved and loaded as ever; a loaded or cloned network has DL4J's own updater, as has one whose learning rate was
 * set by {@code NetworkUtils}, until {@link #attach} is called again.
 */
public final class FusedUpdater extends MultiLayerUpdater {
    private static final long serialVersionUID = 1L;

    private FusedUpdater(MultiLayerNetwork network, INDArray state) {
        super(network, state);
    }

    /**
     * Replaces the updater of an initialised network; its state goes on.
     *
     * @throws IllegalStateException if the network is not initialised, or has an updater that is not DL4J's own: what that
     *     does would be lost
     */
    public static void attach(MultiLayerNetwork network) {
        if (!network.isInitCalled()) {
            throw new IllegalStateException("FusedUpdater needs an initialised network: call init() before attach()");
        }
        Class<?> present = network.getUpdater().getClass();
        if (present != MultiLayerUpdater.class && present != FusedUpdater.class) {
            throw new IllegalStateException("FusedUpdater takes the place of a MultiLayerUpdater, not of a "
                    + present.getName() + ": what that does would be lost");
        }
        network.setUpdater(new FusedUpdater(network, network.getUpdater().getStateViewArray()));
    }

    @Override
    public synchronized void update(
            Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
        if (!NativeAddress.sameMemory(gradient.gradient(), getFlattenedGradientsView())) {
            super.update(gradient, iteration, epoch, batchSize, workspaces);
            return;
        }
        if (isMiniBatch()) {
            divideByMinibatch(false, gradient, batchSize);
        }
        Trainable[] layers = getOrderedLayers();
        for (int i = 0; i < layers.length; i++) {
            if (normalizes(layers[i])) {
                preApply(layers[i], ofLayer(i, gradient), iteration);
            }
        }
        for (UpdaterBlock block : getUpdaterBlocks()) {
            if (!block.skipDueToPretrainConfig(false)) {
                try (MemoryWorkspace scope = workspaces.notifyScopeEntered(ArrayType.UPDATER_WORKING_MEM)) {
                    if (regularizes(block)) {
                        block.update(iteration, epoch);
                    } else if (block.getGradientView() != null) {
                        block.getGradientUpdater().applyUpdater(block.getGradientView(), iteration, epoch);
                    }
                }
            }
        }
    }

    private static boolean normalizes(Trainable layer) {
        if (layer.getConfig() == null || layer.numParams() == 0) {
            return false;
        }
        GradientNormalization normalization = layer.getConfig().getGradientNormalization();
        return normalization != null && normalization != GradientNormalization.None;
    }

    private static Gradient ofLayer(int index, Gradient gradient) {
        String prefix = index + "_";
        Gradient ofLayer = new DefaultGradient();
        for (Map.Entry<String, INDArray> entry : gradient.gradientForVariable().entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                ofLayer.setGradientFor(entry.getKey().substring(prefix.length()), entry.getValue());
            }
        }
        return ofLayer;
    }

    private static boolean regularizes(UpdaterBlock block) {
        for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
            List<Regularization> rules =
                    parameter.getLayer().getConfig().getRegularizationByParam(parameter.getParamName());
            if (rules != null && !rules.isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
