package io.lagbench.harness.run;

import io.lagbench.harness.format.FileProblems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps runs of a machine off each other's processors and devices: programs that use OpenMP on the same cores slow each other
 * down by orders of magnitude. A file for each resource, in a folder that the runs of a machine share; the system gives locks
 * back when the process ends, however it ends.
 */
public final class ResourceLocks {
    /** As /tmp: everybody makes files, nobody removes those of others. */
    private static final int SHARED_FOLDER = 01777;

    private final Path folder;
    private final List<Integer> processors;
    private final int count;
    private final Optional<String> device;

    /**
     * Takes nothing yet.
     *
     * @param folder the same for all runs of the machine; made if it is not there
     * @param processors numbers of those that the run may use
     * @param count of them so many as it uses, whichever are free
     * @param device name of the device that it uses, the same wherever that is seen
     */
    public ResourceLocks(Path folder, List<Integer> processors, int count, Optional<String> device) {
        if (count < 1 || count > processors.size()) {
            throw new IllegalArgumentException(count + " of " + processors.size() + " processors");
        }
        this.folder = folder;
        this.processors = List.copyOf(processors);
        this.count = count;
        this.device = device;
    }

    /** Another run holds what this one needs. */
    public static final class TakenException extends Exception {
        private static final long serialVersionUID = 1L;

        TakenException(String message) {
            super(message);
        }
    }

    /** What a run holds until it is closed. */
    public static final class Held implements AutoCloseable {
        private final List<FileChannel> channels = new ArrayList<>();
        private final List<Integer> processors = new ArrayList<>();

        private Held() {}

        /** Numbers of the processors that the run is to use. */
        public List<Integer> processors() {
            return List.copyOf(processors);
        }

        @Override
        public void close() throws IOException {
            for (FileChannel channel : channels) {
                channel.close();
            }
        }
    }

    /**
     * Takes what the run needs, or nothing. Where a file cannot be written, as when it is another user's, the run goes on without,
     * with a warning, and may run on all processors.
     *
     * @param runDirectory told to whoever comes second
     * @throws TakenException if other runs leave too little; the message says which has what
     */
    public Held take(Path runDirectory, PrintWriter warnings) throws IOException, TakenException {
        byte[] holder = ("process " + ProcessHandle.current().pid() + " in " + runDirectory + "\n")
                .getBytes(StandardCharsets.UTF_8);
        Held held = new Held();
        try {
            makeFolder();
            Optional<String> other = lockDevice(holder, held);
            if (other.isEmpty()) {
                other = lockProcessors(holder, held);
            }
            if (other.isEmpty()) {
                return held;
            }
            held.close();
            throw new TakenException("another run is going on: " + other.get()
                    + ", and they would slow each other down: wait for it, end it, or give each a part of the machine"
                    + " (--cpus N) and a device of its own");
        } catch (IOException e) {
            warnings.println("lagbench: no lock against other runs: " + folder + " cannot be used ("
                    + FileProblems.describe(e) + "); LAGBENCH_LOCKS names another folder");
            held.processors.clear();
            held.processors.addAll(processors); // who knows nothing of others and pins may pin all to the same
            return held;
        }
    }

    /** Locks the device, if there is one; says who has it if it cannot be had. */
    private Optional<String> lockDevice(byte[] holder, Held held) throws IOException {
        return device.isEmpty()
                ? Optional.empty()
                : lock("gpu-" + device.get().replaceAll("[^A-Za-z0-9.-]", "_"), holder, held);
    }

    /** Locks as many processors as are needed; says who has one if there are not as many. */
    private Optional<String> lockProcessors(byte[] holder, Held held) throws IOException {
        Optional<String> other = Optional.empty();
        for (Integer processor : processors) {
            if (held.processors.size() == count) {
                break;
            }
            Optional<String> taken = lock("cpu-" + processor, holder, held);
            if (taken.isEmpty()) {
                held.processors.add(processor);
            } else {
                other = taken;
            }
        }
        return held.processors.size() == count ? Optional.empty() : other;
    }

    /** Locks a resource; says who has it if it cannot be had. */
    private Optional<String> lock(String resource, byte[] holder, Held held) throws IOException {
        Path file = folder.resolve(resource);
        FileChannel channel = open(file);
        if (!lock(channel)) {
            String other = Files.readString(file).strip();
            channel.close();
            return Optional.of(other + " has " + resource);
        }
        held.channels.add(channel);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder));
        return Optional.empty();
    }

    /** Makes the folder, for all users. A link to one is not followed: files would be made wherever it leads. */
    private void makeFolder() throws IOException {
        try {
            Files.createDirectory(folder);
            if (hasModes()) {
                Files.setAttribute(folder, "unix:mode", SHARED_FOLDER);
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
    }

    private boolean hasModes() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /**
     * Opens a file, for all users if it is made here. One that is there is opened without the option to create it: in folders
     * like /tmp Linux refuses that for files of other users (fs.protected_regular). No link is followed, because what it points
     * to would be overwritten.
     */
    private FileChannel open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, options);
        } catch (NoSuchFileException e) {
            Set<OpenOption> creating = new HashSet<>(options);
            creating.add(StandardOpenOption.CREATE);
            FileChannel channel = FileChannel.open(file, creating);
            if (hasModes()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            return channel;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }
}
