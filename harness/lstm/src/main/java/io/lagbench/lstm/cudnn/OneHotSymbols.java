package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmInput;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Symbols as one-hot vectors on the device, [T, B, I]. They are written where they leave from, in pinned memory that is zero but for
 * the ones of the symbols before, so that two values change for a symbol, whatever the alphabet.
 */
final class OneHotSymbols implements AutoCloseable {
    private final CUstream_st stream;
    private final Releases releases = new Releases();
    private final Cuda.Buffer host = releases.buffer(Cuda.Buffer.pinned());
    private final Cuda.Buffer device = releases.buffer(Cuda.Buffer.onDevice());
    private Pointer memory;
    private int[] written = {};
    private int writtenSize;

    OneHotSymbols(CUstream_st stream) {
        this.stream = stream;
    }

    /**
     * Device address of the vectors, once the stream is there. The copies before must be done.
     *
     * @param size number of symbols I
     */
    Pointer read(LstmInput.Symbols symbols, int size) {
        int[] numbers = symbols.numbers();
        long values = (long) numbers.length * size;
        Pointer target = device.atLeast(values * Float.BYTES);
        Pointer source = host.atLeast(values * Float.BYTES);
        if (source != memory) {
            Pointer.memset(source, 0, host.capacity());
            written = new int[0];
        }
        memory = null; // until nothing but the ones of these symbols is in it
        long most = Math.max(values, (long) written.length * writtenSize);
        FloatIndexer vectors = FloatIndexer.create(new FloatPointer(source).capacity(most));
        put(vectors, written, writtenSize, 0);
        put(vectors, numbers, size, 1);
        vectors.release();
        written = numbers.clone();
        writtenSize = size;
        memory = source;
        Cuda.copyUp(target, source, values * Float.BYTES, stream);
        return target;
    }

    private static void put(FloatIndexer vectors, int[] numbers, int size, float value) {
        for (int position = 0; position < numbers.length; position++) {
            if (numbers[position] != LstmInput.Symbols.NONE) {
                vectors.put((long) position * size + numbers[position], value);
            }
        }
    }

    @Override
    public void close() {
        releases.close();
    }
}
