/**
 * A kernel in Java on the Vector API (module {@code jdk.incubator.vector}), for small networks: the sequences of a batch lie on
 * the lanes, so that a step of 20 units keeps the vector units as busy as one of 200. Only {@code VectorLanes} knows the
 * module, and only {@code VectorModule} knows {@code VectorLanes}: where the module is missing it is never loaded.
 */
package io.lagbench.lstm.simd;
