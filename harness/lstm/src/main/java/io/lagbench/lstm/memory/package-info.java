/**
 * What kernels and layers share below the arithmetic: where ND4J has its arrays, their layouts and native addresses, and the
 * cache of native plans. For kernels, this module's or others'; knows {@code kernel} only.
 */
package io.lagbench.lstm.memory;
