/**
 * DL4J's LSTM layer with its arithmetic behind one seam, {@link io.lagbench.lstm.LstmKernel}: in one call of oneDNN or of
 * cuDNN, and in plain double precision to hold the others against. Users meet {@link io.lagbench.lstm.FusedLSTM}; nothing
 * here knows of Lagbench.
 */
package io.lagbench.lstm;
