import io.lagbench.lstm.FusedLSTM;
import io.lagbench.lstm.layer.FusedLstmLayer;
import io.lagbench.lstm.FusedRnnOutput;
import io.lagbench.lstm.FusedUpdater;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Trains one network with DL4J's layers and updater and with the fused ones, and exits with 1 if they part. */
public final class Consumer {
    private Consumer() {}

    private static MultiLayerNetwork network(UnaryOperator<LSTM> lstm, UnaryOperator<RnnOutputLayer> output) {
        LSTM layer =
                new LSTM.Builder().nIn(4).nOut(16).activation(Activation.TANH).build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(lstm.apply(layer))
                .layer(output.apply(new RnnOutputLayer.Builder(new LossMCXENT())
                        .nIn(16)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build()))
                .build());
        network.init();
        return network;
    }

    public static void main(String[] arguments) {
        MultiLayerNetwork stock = network(UnaryOperator.identity(), UnaryOperator.identity());
        MultiLayerNetwork fused;
        try {
            fused = network(FusedLSTM::of, FusedRnnOutput::of);
            FusedUpdater.attach(fused);
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
            System.exit(1);
            return;
        }
        INDArray x = Nd4j.rand(3, 4, 20);
        INDArray y = Nd4j.zeros(3, 2, 20);
        for (int s = 0; s < 3; s++) {
            for (int t = 0; t < 20; t++) {
                y.putScalar(s, (s + t) % 2, t, 1);
            }
        }
        for (int update = 0; update < 20; update++) {
            stock.fit(x, y);
            fused.fit(x, y);
        }
        System.out.println("stock loss " + stock.score() + ", fused loss " + fused.score() + " by "
                + ((FusedLstmLayer) fused.getLayer(0)).kernelDescription());
        for (Layer layer : fused.getLayers()) {
            layer.close();
        }
        if (Math.abs(stock.score() - fused.score()) > 1e-3) {
            System.exit(1);
        }
    }
}
