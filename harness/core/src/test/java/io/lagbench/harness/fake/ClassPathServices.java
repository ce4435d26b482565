package io.lagbench.harness.fake;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes classes of a test services for as long as it is open, as a jar on the class path would. */
public final class ClassPathServices implements AutoCloseable {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader loader;

    /**
     * @param folder an empty one, for what a jar would hold
     * @param service what they are
     * @param providers classes with a public constructor without parameters
     */
    public <S> ClassPathServices(Path folder, Class<S> service, List<Class<? extends S>> providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(
                services.resolve(service.getName()),
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
