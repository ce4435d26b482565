/**
 * The arithmetic of an LSTM layer behind one seam, {@link io.lagbench.lstm.LstmKernel}: in one call of oneDNN, and in plain
 * double precision to hold the other against. Works on ND4J arrays and knows nothing of Lagbench.
 */
package io.lagbench.lstm;
