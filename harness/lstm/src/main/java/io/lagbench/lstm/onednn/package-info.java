/**
 * The kernel on oneDNN; the only package that knows oneDNN's bindings. Found by its provider; no package of this module calls
 * it.
 */
package io.lagbench.lstm.onednn;
