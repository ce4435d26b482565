package io.lagbench.harness.fake;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A page as headless Chromium sees it, served by a server that counts what is asked of it.
 *
 * @param dom the document after everything was loaded
 * @param console what the page wrote to the console, such as errors
 * @param requests paths that were asked for
 */
public record Browser(String dom, List<String> console, List<String> requests) {

    /** The first Chromium on the path. */
    public static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Loads a page. No other host can be found. */
    public static Browser load(Path chromium, String page, Path folder) throws IOException, InterruptedException {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("chromium.log");
        try {
            Process process = new ProcessBuilder(
                            chromium.toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                            "--user-data-dir=" + folder.resolve("profile"),
                            "--enable-logging=stderr",
                            "--virtual-time-budget=2000",
                            "--dump-dom",
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/")
                    .redirectOutput(dom.toFile())
                    .redirectError(log.toFile())
                    .start();
            process.waitFor();
        } finally {
            server.stop(0);
        }
        return new Browser(
                Files.readString(dom),
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains("CONSOLE"))
                        .toList(),
                requests);
    }
}
