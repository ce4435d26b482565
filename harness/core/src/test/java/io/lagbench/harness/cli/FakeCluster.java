package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.sweep.Cluster;
import io.lagbench.harness.sweep.Shard;
import io.lagbench.harness.sweep.ShardReport;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster within this process whose machines do not share the folder of a sweep. Its masters: {@code fake:all} runs all shards,
 * {@code fake:first} gives up after the first, {@code fake:usage} has another program installed, {@code fake:none} is not there.
 */
public final class FakeCluster implements Cluster {
    @Override
    public String masters() {
        return "fake:WHAT";
    }

    @Override
    public boolean accepts(String master) {
        return master.startsWith("fake:");
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public void run(Order order, Consumer<ShardReport> ended) {
        if (order.master().equals("fake:none")) {
            throw new NotNowException("nobody answers");
        }
        for (Shard shard : order.shards()) {
            try {
                ended.accept(
                        order.master().equals("fake:usage")
                                ? new ShardReport(shard, "a host", 2, "lagbench: what is a plan?", "", Map.of())
                                : run(order, shard));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (order.master().equals("fake:first")) {
                throw new NotNowException("the cluster is closed for today");
            }
        }
    }

    private static ShardReport run(Order order, Shard shard) throws IOException {
        Path there = Files.createTempDirectory(order.sweep().getParent(), "machine");
        for (String name : new String[] {"sweep.json", "plan.jsonl"}) {
            Files.copy(order.sweep().resolve(name), there.resolve(name));
        }
        StringWriter err = new StringWriter();
        int exitCode = InProcessMain.execute(
                new Installation(Backend.CPU, there, there.resolve("runs"), there.resolve("locks")),
                new StringWriter(),
                err,
                "run",
                "--plan",
                there.toString(),
                "--shard",
                shard.toString(),
                "--quiet");
        Path attempts = there.resolve("shards/" + shard.number() + "-of-" + shard.of());
        Path attempt;
        try (Stream<Path> all = Files.list(attempts)) {
            attempt = all.findFirst().orElseThrow();
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(attempt)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(attempt.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return new ShardReport(
                shard,
                "a host",
                exitCode,
                err.toString().strip(),
                attempt.getFileName().toString(),
                files);
    }
}
