/**
 * DL4J's layers with their arithmetic in a kernel, made by the configurations in {@code io.lagbench.lstm}; only those make
 * them. Knows kernels by their interface, none of them by name.
 */
package io.lagbench.lstm.layer;
