package io.lagbench.pytorch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** Arrays that are there until the end of a block: without it DJL would keep them as long as the arrays they were computed from. */
final class ScopedArrays implements AutoCloseable {
    private final List<NDArray> arrays = new ArrayList<>();

    /** Adds an array, and returns it. */
    NDArray add(NDArray array) {
        arrays.add(array);
        return array;
    }

    @Override
    public void close() {
        for (int i = arrays.size() - 1; i >= 0; i--) {
            arrays.get(i).close();
        }
        arrays.clear();
    }
}
