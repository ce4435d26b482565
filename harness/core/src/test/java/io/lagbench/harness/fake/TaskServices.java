package io.lagbench.harness.fake;

import io.lagbench.workloads.TaskProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes tasks of a test services for as long as it is open, as a jar on the class path would. */
public final class TaskServices implements AutoCloseable {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader loader;

    /**
     * @param folder an empty one, for what a jar would hold
     * @param providers classes with a public constructor without parameters
     */
    public TaskServices(Path folder, List<Class<? extends TaskProvider>> providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(
                services.resolve(TaskProvider.class.getName()),
                providers.stream().map(Class::getName).toList());
        loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
    }

    @Override
    public void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }
}
