/**
 * The kernel on cuDNN; the only package that knows CUDA's bindings. Found by its providers; no package of this module calls
 * it.
 */
package io.lagbench.lstm.cudnn;
