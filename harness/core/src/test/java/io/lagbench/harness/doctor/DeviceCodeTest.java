package io.lagbench.harness.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/**
 * For which devices the CUDA library on the class path holds machine code, read from its fat binaries. Runs under the
 * profile cuda, which has the library. The format is that of NVIDIA's fatbinary_section.h as others have described it: a
 * header of 16 bytes (magic, version, header size, size of the entries), then entries of their own header (kind 1 PTX, 2
 * machine code; header size at 4, content size at 8, architecture at 28).
 */
class DeviceCodeTest {
    private static final byte[] MAGIC = {0x50, (byte) 0xed, 0x55, (byte) 0xba};
    private static final int PTX = 1;
    private static final int MACHINE_CODE = 2;
    private static final int HEADER = 16;
    private static final int ENTRY_HEADER = 64;
    private static final int CHUNK = 1 << 24;

    private final Set<String> machineCode = new TreeSet<>();
    private final Set<String> ptx = new TreeSet<>();

    @Test
    void theDoctorKnowsWhatNd4jsLibraryHolds() throws IOException {
        String jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*nd4j-cuda-11[.]6-[^/]*-linux-x86_64-cudnn[.]jar"))
                .findFirst()
                .orElse(null);
        assumeThat(jar).as("profile cuda").isNotNull();
        try (JarFile file = new JarFile(jar)) {
            JarEntry library = file.stream()
                    .filter(entry -> entry.getName().endsWith("libnd4jcuda.so"))
                    .findFirst()
                    .orElseThrow();
            try (InputStream in = file.getInputStream(library)) {
                scan(in);
            }
        }
        assertThat(machineCode).containsExactlyInAnyOrderElementsOf(CudaBuild.ND4J.capabilities());
        assertThat(ptx).as("PTX would let newer devices compile it").isEmpty();
    }

    /** Looks through the stream in chunks that overlap by the largest header. */
    private void scan(InputStream in) throws IOException {
        byte[] bytes = new byte[CHUNK];
        int kept = 0;
        for (int read = in.readNBytes(bytes, 0, CHUNK); read > 0; read = in.readNBytes(bytes, kept, CHUNK - kept)) {
            int end = kept + read;
            int at = 0;
            while (at + HEADER + ENTRY_HEADER <= end) {
                if (Arrays.equals(bytes, at, at + 4, MAGIC, 0, 4)) {
                    entries(bytes, at, end);
                }
                at += 8; // fat binaries are aligned
            }
            kept = end - at;
            System.arraycopy(bytes, at, bytes, 0, kept);
        }
    }

    /** The entries of a fat binary as far as they lie in this chunk; each library has thousands, so none is missed. */
    private void entries(byte[] bytes, int start, int end) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int entry = start + header.getShort(start + 6);
        long stop = entry + header.getLong(start + 8);
        while (entry >= 0 && entry < stop && entry + ENTRY_HEADER <= end) {
            int kind = header.getShort(entry);
            int architecture = header.getInt(entry + 28);
            String capability = architecture / 10 + "." + architecture % 10;
            if (kind == MACHINE_CODE) {
                machineCode.add(capability);
            } else if (kind == PTX) {
                ptx.add(capability);
            }
            long next = entry + header.getInt(entry + 4) + header.getLong(entry + 8);
            entry = next > end ? -1 : (int) next;
        }
    }
}
