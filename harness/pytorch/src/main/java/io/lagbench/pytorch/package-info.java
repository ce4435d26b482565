/** Networks of PyTorch's LSTM through DJL, so that the two frameworks stand side by side in one run. The only package that knows DJL. */
package io.lagbench.pytorch;
