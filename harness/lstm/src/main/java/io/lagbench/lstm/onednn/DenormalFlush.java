package io.lagbench.lstm.onednn;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.Optional;

/**
 * From {@link #begin} to {@link #close} the calling thread and those of its OpenMP team take denormal numbers for zero, and so
 * does what they compute: on many processors each costs a hundred cycles, and gradients that decay over a thousand steps end in
 * them. Then all have the state that the calling thread had. Where this does not work nothing happens. Used by one thread at a
 * time.
 *
 * <p>OpenMP's threads are reached by a parallel region whose body is the C library's {@code fesetenv} itself: {@code
 * GOMP_parallel} calls a function of one pointer in every thread of the team. Sources: Intel's Software Developer's Manual,
 * volume 1, 10.2.3 (MXCSR); Arm's Architecture Reference Manual, FPCR; the ABI of libgomp.
 */
final class DenormalFlush implements AutoCloseable {
    private static final Optional<Flags> FLAGS = Flags.ofThisMachine();

    /** Empty where it does nothing: then JNA, which may be what is missing, is not asked for memory. */
    private final Optional<Environments> environments;

    /**
     * Bits of a register in {@code fenv_t}.
     *
     * @param offset where the register lies
     */
    private record Flags(int offset, int bits) {
        /** As many as any {@code fenv_t} has. */
        private static final int BYTES = 64;

        /** Flush to zero (bit 15) and denormals are zero (bit 6) of MXCSR. */
        private static final Flags X86_64 = new Flags(28, 0x8040);

        /** Flush to zero (bit 24) of FPCR, which is for operands too. */
        private static final Flags AARCH64 = new Flags(0, 1 << 24);

        private static Optional<Flags> ofThisMachine() {
            String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            Optional<Flags> known = Optional.ofNullable(
                    Map.of("Linux amd64", X86_64, "Linux aarch64", AARCH64).get(machine));
            try {
                known.ifPresent(flags -> setInAllThreads(current()));
                return known;
            } catch (LinkageError e) {
                return Optional.empty(); // no JNA, or another OpenMP than GNU's
            }
        }
    }

    private static final class CLibrary {
        private static final Pointer SETTER;

        static {
            NativeLibrary library = NativeLibrary.getInstance("libm.so.6");
            Native.register(CLibrary.class, library);
            SETTER = library.getGlobalVariableAddress("fesetenv");
        }

        private CLibrary() {}

        static native int fegetenv(Pointer environment);
    }

    /** GNU OpenMP as oneDNN has loaded it: a library of the same name is not loaded twice. */
    private static final class OpenMp {
        static {
            Native.register(OpenMp.class, NativeLibrary.getInstance("libgomp.so.1"));
        }

        private OpenMp() {}

        static void inAllThreads(Pointer function, Pointer argument) {
            GOMP_parallel(function, argument, 0, 0);
        }

        private static native void GOMP_parallel(Pointer function, Pointer argument, int threads, int flags);
    }

    /** Floating-point environments of the calling thread. */
    private static final class Environments {
        private final Flags flags;
        private final Memory before = new Memory(Flags.BYTES);

        /** As it was before, but for the flags; a copy that is made once. */
        private final Memory flushed = new Memory(Flags.BYTES);

        Environments(Flags flags) {
            this.flags = flags;
            flushed.clear();
        }

        void flush() {
            CLibrary.fegetenv(before);
            int wanted = before.getInt(flags.offset) | flags.bits;
            if (flushed.getInt(flags.offset) != wanted) {
                flushed.write(0, before.getByteArray(0, Flags.BYTES), 0, Flags.BYTES);
                flushed.setInt(flags.offset, wanted);
            }
            setInAllThreads(flushed);
        }

        void restore() {
            setInAllThreads(before);
        }
    }

    /** @param wanted whether it is to do anything */
    DenormalFlush(boolean wanted) {
        environments = (wanted ? FLAGS : Optional.<Flags>empty()).map(Environments::new);
    }

    /** Whether it does anything. */
    boolean isEffective() {
        return environments.isPresent();
    }

    /** Whether it works: on Linux on x86-64 and arm64, with GNU's OpenMP. oneDNN must be loaded. */
    static boolean works() {
        return FLAGS.isPresent();
    }

    /** Begins it. */
    DenormalFlush begin() {
        environments.ifPresent(Environments::flush);
        return this;
    }

    @Override
    public void close() {
        environments.ifPresent(Environments::restore);
    }

    private static void setInAllThreads(Memory environment) {
        OpenMp.inAllThreads(CLibrary.SETTER, environment);
    }

    private static Memory current() {
        Memory environment = new Memory(Flags.BYTES);
        CLibrary.fegetenv(environment);
        return environment;
    }
}
