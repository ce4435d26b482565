package io.lagbench.dl4j;

import io.lagbench.engine.Arithmetic;

/** The same with products rounded to TF32. */
class CuDnnTf32ConformanceTest extends CuDnnConformanceTest {

    @Override
    protected Arithmetic math() {
        return Arithmetic.TF32;
    }
}
