package io.lagbench.harness.figure;

import io.lagbench.harness.chart.ReferenceLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to draw.
 *
 * @param file a CSV file; beside a trials.csv, files with trial ids have its columns too
 * @param x column of numbers
 * @param y column of numbers
 * @param by columns that tell series distinguishing
 * @param where values, one of which rows must have, by column
 * @param logX whether the horizontal axis is logarithmic
 * @param logY whether the vertical axis is
 * @param base 2 or 10 for logarithmic axes; 0 for 2 where all values are powers of it, else 10
 * @param lines values to draw as lines
 */
public record ChartRequest(
        Path file,
        String x,
        String y,
        List<String> by,
        Map<String, List<String>> where,
        boolean logX,
        boolean logY,
        int base,
        List<ReferenceLine> lines) {}
