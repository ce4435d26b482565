/**
 * DL4J's LSTM layer with its arithmetic behind one seam, {@link io.lagbench.lstm.LstmKernel}: in one call of oneDNN or of
 * cuDNN, and in plain double precision to hold the others against; and the rest of a training step without copies. Users meet
 * {@link io.lagbench.lstm.FusedLSTM}, {@link io.lagbench.lstm.FusedRnnOutput} and {@link io.lagbench.lstm.FusedUpdater};
 * nothing here knows of Lagbench.
 */
package io.lagbench.lstm;
