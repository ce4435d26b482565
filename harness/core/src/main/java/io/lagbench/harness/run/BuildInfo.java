package io.lagbench.harness.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What this build is.
 *
 * @param version version of Lagbench
 * @param commit git commit, or empty where it was built outside a repository
 * @param dirty whether the work tree had changes; empty where unknown
 */
public record BuildInfo(String version, String commit, String dirty) {

    /** What files say of it, by name. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", version);
        facts.put("git_commit", commit);
        facts.put("git_dirty", dirty);
        return facts;
    }

    /** The build this code comes from. */
    public static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/io/lagbench/harness/build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("git.build.version", "unknown version"),
                properties.getProperty("git.commit.id", ""),
                properties.getProperty("git.dirty", ""));
    }
}
