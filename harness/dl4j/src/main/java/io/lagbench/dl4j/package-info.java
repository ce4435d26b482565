/**
 * Engines on Deeplearning4j: {@code stock}, its own LSTM layer, and {@code onednn} and {@code cudnn}, the fused one. DL4J and
 * ND4J types stay in here. Nobody calls it: the harness finds the providers through {@link java.util.ServiceLoader}.
 */
package io.lagbench.dl4j;
