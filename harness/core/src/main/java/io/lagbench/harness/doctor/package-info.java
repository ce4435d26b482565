/**
 * Whether this machine can do what is asked, said before anyone waits. Called by the command line only; knows nothing of
 * trials and loads no native library.
 */
package io.lagbench.harness.doctor;
