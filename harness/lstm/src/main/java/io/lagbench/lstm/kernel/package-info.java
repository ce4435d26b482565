/**
 * What an LSTM kernel is: {@link io.lagbench.lstm.kernel.LstmKernel}, the arrays it is called with, and
 * {@link io.lagbench.lstm.kernel.LstmKernelProvider}, by which it is found. Every package of this module may call it, and so
 * may kernels and users elsewhere; it calls none of them.
 */
package io.lagbench.lstm.kernel;
