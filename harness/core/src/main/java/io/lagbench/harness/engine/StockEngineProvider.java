package io.lagbench.harness.engine;

/** Provider of {@code stock}: DL4J's own LSTM layer, a Java loop of small ND4J operations per time step. */
public final class StockEngineProvider implements EngineProvider {

    @Override
    public String lstm() {
        return Engines.STOCK;
    }

    @Override
    public String summary() {
        return "DL4J's own LSTM layer: a Java loop of small operations per time step";
    }

    @Override
    public Engine create(NetworkSpec network, long seed) {
        return new Dl4jEngine(lstm(), network, seed, Dl4jNetworks.STOCK);
    }
}
