/**
 * DL4J's LSTM layer with its arithmetic in one call of a kernel, and the rest of a training step without copies. Users meet
 * {@link io.lagbench.lstm.FusedLSTM}, {@link io.lagbench.lstm.FusedRnnOutput} and {@link io.lagbench.lstm.FusedUpdater}; no
 * package of this module calls them, and nothing here knows of Lagbench.
 */
package io.lagbench.lstm;
